/** The style sheet of the page. */
export const style = `
:root{color-scheme:light dark;--bg:#fff;--panel:#f6f8fa;--line:#d9dfe5;--text:#1c2128;--muted:#57606a;--link:#0a58ca;
--green:#116329;--green-bg:#dafbe1;--blue:#0a3d91;--blue-bg:#ddebff;--amber:#7a4100;--amber-bg:#fff1d6;
--sans:-apple-system,BlinkMacSystemFont,"Segoe UI","Noto Sans",Helvetica,Arial,sans-serif;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
@media (prefers-color-scheme:dark){:root{--bg:#0d1117;--panel:#151b23;--line:#303842;--text:#e6edf3;--muted:#9da7b3;
--link:#79b8ff;--green:#7ee2a0;--green-bg:#12301c;--blue:#a5c9ff;--blue-bg:#14284a;--amber:#f2c677;--amber-bg:#3a2a0e}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:15px/1.5 var(--sans);overflow-wrap:anywhere}
header,main,footer{max-width:1060px;margin:0 auto;padding:0 24px}
.top{border-bottom:1px solid var(--line);background:var(--panel)}
.top header{display:flex;align-items:center;gap:10px;min-height:56px}
.brand{display:flex;align-items:center;gap:10px;color:var(--text);font-weight:600}
.top small{color:var(--muted);font-size:13px;margin-left:auto}
main{padding-top:22px;padding-bottom:40px}
footer{color:var(--muted);font-size:13px;padding-bottom:32px}
a{color:var(--link);text-decoration:none}
a:hover{text-decoration:underline}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:4px}
h1{font-size:24px;line-height:1.25;margin:0 0 4px;font-weight:600;letter-spacing:-.01em}
h2{font-size:16px;margin:34px 0 10px;font-weight:600}
p{margin:6px 0 14px}
nav{font-size:14px;margin-bottom:14px;color:var(--muted)}
nav a+a::before{content:"/";padding:0 8px;color:var(--muted)}
code,pre,.mono{font-family:var(--mono);font-size:13px}
.muted{color:var(--muted)}
form{display:flex;gap:8px;margin:14px 0}
input{flex:1;min-width:0;font:inherit;color:inherit;background:var(--bg);border:1px solid var(--line);border-radius:8px;
padding:8px 12px}
::placeholder{color:var(--muted);opacity:1}
button,.button{font:inherit;font-size:13px;color:var(--text);background:var(--panel);border:1px solid var(--line);
border-radius:8px;padding:6px 14px;cursor:pointer;white-space:nowrap}
button:hover,.button:hover{border-color:var(--muted);text-decoration:none}
table{width:100%;border:1px solid var(--line);border-radius:10px;border-spacing:0;font-size:14px}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{text-align:left;vertical-align:top;padding:9px 14px}
th{color:var(--muted);font-size:12.5px;font-weight:600;background:var(--panel);white-space:nowrap}
th:first-child{border-radius:9px 0 0 0}
th:last-child{border-radius:0 9px 0 0}
td{border-top:1px solid var(--line)}
tbody tr:hover td{background:var(--panel)}
tr:last-child td:first-child{border-radius:0 0 0 9px}
tr:last-child td:last-child{border-radius:0 0 9px}
.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.main{font-weight:600}
.main .muted{font-weight:400}
td time{white-space:nowrap}
.names{list-style:none;margin:0;padding:0;border:1px solid var(--line);border-radius:10px;overflow:hidden}
.names a{display:block;padding:10px 16px;color:var(--text);font-weight:600;outline-offset:-2px}
.names li+li{border-top:1px solid var(--line)}
.names a:hover{background:var(--panel);color:var(--link);text-decoration:none}
.names .muted{font-weight:400}
.pages{display:flex;gap:8px;margin-top:16px}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:7px 22px;margin:18px 0 0;font-size:14px}
dt{color:var(--muted)}
dd{margin:0;min-width:0}
.commands{display:grid;grid-template-columns:max-content minmax(0,1fr);border:1px solid var(--line);border-radius:10px;
margin:0;gap:0}
.commands dt{padding:10px 16px;font-weight:600;color:var(--text)}
.commands dd{padding:7px 10px 7px 0}
.commands dt:nth-of-type(n+2),.commands dd:nth-of-type(n+2){border-top:1px solid var(--line)}
.copy{display:flex;align-items:center;gap:10px}
.copy code{flex:1;min-width:0;user-select:all}
.copy button{padding:2px 10px}
.badge{display:inline-block;font-size:12px;font-weight:600;line-height:20px;padding:0 9px;border-radius:20px;
background:var(--panel);border:1px solid var(--line);color:var(--muted);white-space:nowrap}
.signature{color:var(--green);background:var(--green-bg);border-color:transparent}
.sbom{color:var(--blue);background:var(--blue-bg);border-color:transparent}
.attestation,.report{color:var(--amber);background:var(--amber-bg);border-color:transparent}
.tree,.tree ul{list-style:none;margin:0;padding:0}
.tree{border:1px solid var(--line);border-radius:10px;padding:7px 14px}
.tree ul{padding-left:22px;margin-left:10px}
.tree li{position:relative;padding:5px 0}
.tree ul>li::before{content:"";position:absolute;left:-22px;top:-4px;width:14px;height:22px;
border:1px solid var(--muted);border-width:0 0 1px 1px;border-bottom-left-radius:6px;opacity:.6}
.tree ul>li:not(:last-child)::after{content:"";position:absolute;left:-22px;top:0;bottom:0;
border-left:1px solid var(--muted);opacity:.6}
.node{display:flex;flex-wrap:wrap;align-items:baseline;gap:2px 10px;font-size:14px}
pre{background:var(--panel);border:1px solid var(--line);border-radius:10px;padding:14px 16px;margin:10px 0 0;
overflow:auto;white-space:pre-wrap}
summary{cursor:pointer;font-weight:600;margin-top:34px}
.note{background:var(--amber-bg);color:var(--amber);border-radius:8px;padding:9px 14px;margin:14px 0}
.actions{white-space:nowrap}
.actions a+a{margin-left:14px}
.inline>td{padding:14px;background:var(--panel)}
.inline table{background:var(--bg)}
@media (max-width:640px){
header,main,footer{padding-left:16px;padding-right:16px}
.top small{display:none}
h1{font-size:20px}
dl:not(.commands){grid-template-columns:1fr;gap:0}
dl:not(.commands) dd{margin-bottom:10px}
.commands{grid-template-columns:1fr}
.commands dt{padding:10px 14px 0}
.commands dd{padding:4px 14px 10px}
.commands dd:nth-of-type(n+2){border-top:0}
.copy{align-items:flex-start}
table,tbody,tr,td{display:block}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{padding:8px 0;border-top:1px solid var(--line)}
tr:first-child{border-top:0}
td,.number{display:flex;gap:12px;border:0;padding:2px 14px;text-align:left;white-space:normal}
td::before{content:attr(data-label);flex:0 0 84px;color:var(--muted);font-size:13px;font-weight:400}
td:empty,.inline>td::before{display:none}
tbody tr:hover td{background:none}
.inline>td{display:block}
#files tr{display:flex;flex-wrap:wrap;justify-content:space-between}
#files td{padding:1px 14px}
#files td:first-child{flex:1 0 100%}
#files td::before{display:none}
.tree ul{padding-left:18px;margin-left:4px}
.tree ul>li::before,.tree ul>li::after{left:-18px}
}`;
