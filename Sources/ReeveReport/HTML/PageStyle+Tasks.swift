extension PageStyle {
    /// The rules for conversations of tasks.
    static let tasks: Markup = """
        .talk{margin:0 0 18px 24px;padding:0;list-style:none;border-left:2px solid var(--line)}
        .talk>li{padding:4px 0 8px 16px}
        .talk>li.tainted{box-shadow:-2px 0 0 0 var(--interrupted)}
        .talk .who{display:flex;flex-wrap:wrap;gap:2px 12px;margin:4px 0;max-width:none}
        .talk .who b{font-weight:600}
        .talk pre{margin:4px 0 8px;padding:8px 10px;max-height:24em;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere}
        .talk details{border-bottom:0}
        .talk summary{padding:3px 0}
        .talk summary code{overflow-wrap:anywhere}
        .talk details>pre,.talk details>p,.talk details>dl{margin-left:24px}
        .mark{display:inline-block;padding:0 7px;border:1px solid var(--line);border-radius:4px;color:var(--soft);font-size:12.5px;\
        line-height:1.6;white-space:nowrap}
        .mark.warn{border-color:var(--interrupted);color:var(--ink)}
        .marks{display:flex;flex-wrap:wrap;gap:4px 6px}
        h3#conversations{margin:28px 0 0;font-size:16px}
        svg .name{fill:var(--ink)}
        @media screen and (max-width:640px){.talk{margin-left:0}.talk>li{padding-left:12px}\
        .talk details>pre,.talk details>p,.talk details>dl{margin-left:0}}
        @media print{.talk pre{max-height:none}details[open]>summary{break-after:avoid}}

        """
}
