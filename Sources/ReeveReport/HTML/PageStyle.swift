/// The style sheet of the page: system fonts, both colour schemes, print, narrow screens. Names no outside address.
enum PageStyle {
    static let sheet: Markup = """
        :root{color-scheme:light dark;--bg:#fff;--panel:#f6f7f9;--line:#dfe3e8;--grid:#e8ebef;--ink:#1b2027;--soft:#545d69;\
        --link:#1d5fb0;--ok:#23834f;--failed:#c2352c;--denied:#8443b0;--interrupted:#b3600b;--waiting:#2a66b8;\
        --cancelled:#6b7480;--skipped:#a9b1bb;--shade:#1b202740}
        @media screen and (prefers-color-scheme:dark){:root{--bg:#14171b;--panel:#1c2026;--line:#333a43;--grid:#272d35;\
        --ink:#e7eaee;--soft:#a3adb9;--link:#8ab8f2;--ok:#4fb67f;--failed:#f0776c;--denied:#c08be6;--interrupted:#e39a45;\
        --waiting:#74a9ee;--cancelled:#99a2ad;--skipped:#5d6670;--shade:#000000b0}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,\
        "Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
        main,header,footer{max-width:1160px;margin:0 auto;padding:0 24px}
        header{padding-top:36px}
        a{color:var(--link)}
        .over{margin:0 0 4px;color:var(--soft);font-size:13px}
        h1{margin:0;font-size:30px;line-height:1.2;letter-spacing:-.01em;overflow-wrap:anywhere}
        h2{margin:44px 0 4px;font-size:19px;line-height:1.3}
        h3{margin:0;font-size:15px}
        p{margin:4px 0 12px;max-width:78ch}
        .soft{color:var(--soft)}
        code,pre,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.875em}
        code{overflow-wrap:anywhere}
        pre{margin:8px 0;padding:12px 14px;background:var(--panel);border:1px solid var(--line);border-radius:8px;\
        overflow-x:auto}
        .verdict{display:flex;flex-wrap:wrap;align-items:center;gap:10px;margin:14px 0 22px;font-size:17px}
        .pill{display:inline-flex;align-items:center;gap:6px;padding:1px 9px 1px 8px;border:1px solid var(--c);border-radius:\
        99px;font-size:13px;line-height:1.5;white-space:nowrap;color:var(--ink);background:color-mix(in srgb,var(--c) 11%,\
        transparent)}
        .pill::before{content:"";width:8px;height:8px;border-radius:50%;background:var(--c)}
        .pill.x{border-style:dashed}
        .pill.x::before{background:transparent;border:2px solid var(--c)}
        .verdict .pill{font-size:15px;font-weight:600;padding:3px 13px 3px 11px}
        .c-succeeded,.c-passed{--c:var(--ok)}.c-failed{--c:var(--failed)}.c-denied{--c:var(--denied)}\
        .c-interrupted{--c:var(--interrupted)}.c-waiting,.c-unfinished{--c:var(--waiting)}\
        .c-cancelled{--c:var(--cancelled)}.c-skipped{--c:var(--skipped)}
        .facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(230px,1fr));gap:14px 28px;margin:0}
        .facts dt{color:var(--soft);font-size:13px}
        .facts dd{margin:0;overflow-wrap:anywhere}
        .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));margin:26px 0 0;padding:0;\
        list-style:none;border:1px solid var(--line);border-radius:10px;overflow:hidden}
        .figures li{padding:12px 16px;box-shadow:1px 1px 0 0 var(--line)}
        .figures b{display:block;font-size:23px;font-weight:600;line-height:1.25;letter-spacing:-.01em}
        .figures span{color:var(--soft);font-size:13px}
        .figures .alarm b{color:var(--failed)}
        .scroll{overflow-x:auto;margin:10px 0 0;background:linear-gradient(90deg,var(--bg) 40%,transparent) 0 0/44px 100% no-repeat \
        local,linear-gradient(270deg,var(--bg) 40%,transparent) 100% 0/44px 100% no-repeat local,linear-gradient(90deg,var(--shade),\
        transparent) 0 0/16px 100% no-repeat scroll,linear-gradient(270deg,var(--shade),transparent) 100% 0/16px 100% no-repeat scroll}
        .scroll:focus-visible{outline:2px solid var(--link);outline-offset:2px}
        table{width:100%;border-collapse:collapse}
        caption{padding:0 0 6px;text-align:left;color:var(--soft);font-size:13px}
        caption span{position:sticky;left:0;display:inline-block;max-width:calc(100vw - 32px)}
        th,td{padding:7px 14px 7px 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
        th:last-child,td:last-child{padding-right:0}
        thead th{padding-top:4px;color:var(--soft);font-size:13px;font-weight:500;white-space:nowrap;vertical-align:bottom}
        tbody th{font-weight:500}
        .n{text-align:right;white-space:nowrap}
        .cell{margin-left:9px;color:var(--soft);font-size:13px;font-weight:400;overflow-wrap:anywhere}
        td code,th code{white-space:nowrap}
        .id{display:block;color:var(--soft);font:400 11.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
        .rule{color:var(--soft);font-size:13px;overflow-wrap:anywhere}
        .line{display:block}
        .folds{margin:10px 0 0;border-top:1px solid var(--line)}
        details{border-bottom:1px solid var(--line)}
        summary{display:flex;flex-wrap:wrap;align-items:center;gap:4px 12px;padding:7px 0;cursor:pointer;list-style:none}
        summary::-webkit-details-marker{display:none}
        summary::before{content:"+";width:12px;color:var(--soft);font-weight:600}
        details[open]>summary::before{content:"−"}
        summary b{font-weight:500;overflow-wrap:anywhere}
        details dl{margin:2px 0 14px 24px}
        tfoot td,tfoot th{border-bottom:0;font-weight:600}
        td.bar{width:34%;min-width:170px;vertical-align:middle}
        td.bar svg{display:block;width:100%;height:14px}
        td.bar .f.x{stroke:none;fill-opacity:.4}
        .counts{white-space:nowrap}
        .legend{display:flex;flex-wrap:wrap;gap:6px 8px;margin:10px 0 0;padding:0;list-style:none}
        .cards{margin:14px 0 0;padding:0;list-style:none;display:grid;gap:12px}
        .card{padding:14px 16px;border:1px solid var(--line);border-left:4px solid var(--c);border-radius:8px}
        .card.x{border-left-style:double}
        .card .head{display:flex;flex-wrap:wrap;align-items:center;gap:4px 12px}
        .card .head .mono{color:var(--soft)}
        .card p{margin:8px 0 0;overflow-wrap:anywhere}
        .card dl,details dl{display:grid;grid-template-columns:minmax(80px,max-content) minmax(0,1fr);gap:2px 14px}
        .card dl{margin:8px 0 0}
        .card dt,details dt{color:var(--soft)}
        .card dd,details dd{margin:0;overflow-wrap:anywhere}
        .card pre,details pre{margin:2px 0 6px;padding:8px 10px;max-height:20em;overflow:auto;white-space:pre-wrap}
        .pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,430px),1fr));gap:0 40px}
        figure{margin:12px 0 0}
        figcaption{padding-bottom:8px;color:var(--soft);font-size:13px}
        .wide svg{display:block;width:100%;min-width:680px;height:auto}
        .half svg{display:block;width:100%;height:auto}
        svg text{fill:var(--soft);font-size:11.5px;font-family:inherit}
        svg .em{fill:var(--ink);stroke:var(--bg);stroke-width:4;paint-order:stroke}
        svg .grid{stroke:var(--grid);stroke-width:1}
        svg .axis{stroke:var(--line);stroke-width:1}
        svg .mark{stroke:var(--ink);stroke-width:1;stroke-dasharray:3 2}
        svg .lane{fill:var(--panel)}
        svg .f{fill:var(--c)}
        svg .f.x{fill-opacity:.3;stroke:var(--c);stroke-width:1;stroke-dasharray:3 2}
        svg .plain{fill:var(--waiting)}
        footer{margin-top:52px;padding-top:16px;padding-bottom:40px;color:var(--soft);font-size:13px}
        @media screen and (max-width:640px){main,header,footer{padding-left:16px;padding-right:16px}header{padding-top:24px}\
        h1{font-size:25px}.facts{grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:12px 18px}.facts.evidence{grid-template-columns:1fr}.figures{grid-template-columns:1fr 1fr}\
        .figures li:last-child:nth-child(odd){grid-column:1/-1}\
        .scroll table{min-width:640px}.scroll::before{content:"scrolls sideways →";position:sticky;left:0;display:inline-block;\
        color:var(--soft);font-size:12px}tbody th,thead th:first-child,tfoot th{position:sticky;left:0;min-width:128px;max-width:44vw;\
        padding-right:10px;background:var(--bg);overflow-wrap:anywhere}th code{white-space:normal}\
        .cell{display:block;margin-left:0}.id{font-size:9.5px;overflow-wrap:anywhere}.wide svg{min-width:920px}td.bar{min-width:110px;width:18%}.card dl,details dl{grid-template-columns:minmax(0,1fr)}.card dt,details dt{margin-top:4px;font-size:13px}details dl{margin-left:0}}
        @media print{@page{margin:16mm 14mm}body{font-size:10.5pt}header{padding-top:0}main,header,footer{max-width:none;\
        padding-left:0;padding-right:0}h2{break-after:avoid}tr,.card,figure,.figures{break-inside:avoid}\
        thead{display:table-header-group}.scroll{overflow:visible;background:none}.wide svg{min-width:0}table{font-size:9.5pt}.counts,td code,th code{white-space:normal}td.bar{width:16%;min-width:80px}\
        *{-webkit-print-color-adjust:exact;print-color-adjust:exact}}

        """
}
