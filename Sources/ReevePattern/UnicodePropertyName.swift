/// The names of `\p{...}` in ECMA-262, and how PCRE2 says them.
enum UnicodePropertyName {
    /// The text between the braces of PCRE2's `\p{...}`; nil for a name that ECMA-262 does not know.
    ///
    /// - Parameter isNegated: set where the result means the complement.
    static func translate(_ name: String, isNegated: inout Bool) -> String? {
        let parts = name.split(separator: "=", omittingEmptySubsequences: false)
        switch parts.count {
        case 1:
            if let category = categories[name] { return category }
            if name == "Assigned" {
                isNegated.toggle()
                return "Cn"
            }
            return binaryProperties.contains(name) ? name : nil
        case 2:
            let value = String(parts[1])
            guard !value.isEmpty, value.utf8.allSatisfy({ isNameByte($0) }) else { return nil }
            switch parts[0] {
            case "General_Category", "gc": return categories[value]
            case "Script", "sc": return "sc:" + value
            case "Script_Extensions", "scx": return "scx:" + value
            default: return nil
            }
        default: return nil
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// General categories with every alias of PropertyValueAliases.txt.
    private static let categories: [String: String] = {
        let lines = """
            C Other|Cc Control cntrl|Cf Format|Cn Unassigned|Co Private_Use|Cs Surrogate|L Letter|L& LC Cased_Letter
            |Ll Lowercase_Letter|Lm Modifier_Letter|Lo Other_Letter|Lt Titlecase_Letter|Lu Uppercase_Letter
            |M Mark Combining_Mark|Mc Spacing_Mark|Me Enclosing_Mark|Mn Nonspacing_Mark|N Number
            |Nd Decimal_Number digit|Nl Letter_Number|No Other_Number|P Punctuation punct|Pc Connector_Punctuation
            |Pd Dash_Punctuation|Pe Close_Punctuation|Pf Final_Punctuation|Pi Initial_Punctuation|Po Other_Punctuation
            |Ps Open_Punctuation|S Symbol|Sc Currency_Symbol|Sk Modifier_Symbol|Sm Math_Symbol|So Other_Symbol
            |Z Separator|Zl Line_Separator|Zp Paragraph_Separator|Zs Space_Separator
            """
        var names: [String: String] = [:]
        for line in lines.split(separator: "|") {
            let words = line.split { $0 == " " || $0 == "\n" }.map(String.init)
            guard let short = words.first else { continue }
            for word in words where word != "L&" { names[word] = short }
        }
        return names
    }()

    /// Binary properties of ECMA-262, table 69, with their aliases.
    private static let binaryProperties: Set<String> = Set(
        """
        ASCII ASCII_Hex_Digit AHex Alphabetic Alpha Any Bidi_Control Bidi_C Bidi_Mirrored Bidi_M Case_Ignorable CI Cased
        Changes_When_Casefolded CWCF Changes_When_Casemapped CWCM Changes_When_Lowercased CWL
        Changes_When_NFKC_Casefolded CWKCF Changes_When_Titlecased CWT Changes_When_Uppercased CWU Dash
        Default_Ignorable_Code_Point DI Deprecated Dep Diacritic Dia Emoji Emoji_Component EComp Emoji_Modifier EMod
        Emoji_Modifier_Base EBase Emoji_Presentation EPres Extended_Pictographic ExtPict Extender Ext Grapheme_Base
        Gr_Base Grapheme_Extend Gr_Ext Hex_Digit Hex IDS_Binary_Operator IDSB IDS_Trinary_Operator IDST ID_Continue IDC
        ID_Start IDS Ideographic Ideo Join_Control Join_C Logical_Order_Exception LOE Lowercase Lower Math
        Noncharacter_Code_Point NChar Pattern_Syntax Pat_Syn Pattern_White_Space Pat_WS Quotation_Mark QMark Radical
        Regional_Indicator RI Sentence_Terminal STerm Soft_Dotted SD Terminal_Punctuation Term Unified_Ideograph UIdeo
        Uppercase Upper Variation_Selector VS White_Space space XID_Continue XIDC XID_Start XIDS
        """.split { $0 == " " || $0 == "\n" }.map(String.init))
}
