/// How the page looks. Text is never stretched: drawings are, and their labels stand over them.
enum StyleSheet {
  static let css: Markup = """
    :root{--bg:#f7f6f3;--card:#fff;--ink:#1b1e23;--soft:#59616c;--line:#e0ddd6;--grid:#d9d6cf;
    --blocked:#b3401a;--spared:#85640a;--warned:#6b5aa8;--clean:#0a6b4f;
    --k0:#0072b2;--k1:#56b4e9;--k2:#d55e00;--k3:#cc79a7;--k4:#009e73;--k5:#e69f00;--k6:#8b8f96}
    @media screen and (prefers-color-scheme:dark){:root{--bg:#121519;--card:#1b1f25;--ink:#e9e7e2;--soft:#a2abb6;
    --line:#2e343c;--grid:#353c45;--blocked:#ff9566;--spared:#e8bd4a;--warned:#b9a9f2;--clean:#4fc9a1;
    --k0:#2f8fd0;--k1:#9ad4f7;--k2:#f0813a;--k3:#dd92ba;--k4:#29b88f;--k5:#f0b429;--k6:#7d838c}}
    *{box-sizing:border-box}
    html{color-scheme:light dark;-webkit-text-size-adjust:100%}
    body{margin:0;background:var(--bg);color:var(--ink);
    font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif}
    main{max-width:64rem;margin:0 auto;padding:2.5rem 1.25rem 3rem}
    section{margin:2.75rem 0 0}
    h1{font-size:clamp(1.6rem,4.6vw,2.5rem);line-height:1.15;letter-spacing:-.02em;margin:.2rem 0 .8rem;text-wrap:balance}
    h2{font-size:1.2rem;letter-spacing:-.01em;margin:0 0 .6rem}
    h3{font-size:1rem;margin:0;display:flex;justify-content:space-between;align-items:center;gap:.5rem}
    p{margin:.3rem 0}
    code{font:.94em ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:nowrap}
    .option{background:var(--card);border:1px solid var(--line);border-radius:5px;padding:.1em .4em;font-weight:600;
    white-space:normal;overflow-wrap:anywhere}
    small,.soft,.kicker,figcaption,caption,footer{color:var(--soft);font-size:.875rem}
    .soft,figcaption{max-width:46rem}
    .kicker{margin:0;overflow-wrap:anywhere}summary{cursor:pointer}
    .orders{margin:.5rem 0 0}.order{display:block;white-space:normal;overflow-wrap:anywhere;
    user-select:all;-webkit-user-select:all;overflow-x:auto;
    background:var(--bg);border-radius:5px;padding:.15em .5em;margin:.2rem 0;font-size:.8rem}
    .whole{white-space:nowrap}
    .lede{font-size:1.08rem;max-width:46rem;overflow-wrap:anywhere}
    .lede b,.card b{white-space:nowrap}ul.lede{padding-left:1.2rem;margin:.5rem 0}ul.lede li{margin:.25rem 0}
    .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(7rem,1fr));gap:.6rem;margin:1.4rem 0 0}
    .tiles div{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:.6rem .8rem}
    .tiles dt{color:var(--soft);font-size:.8rem}
    .tiles dd{margin:0;font-size:1.5rem;font-weight:650;font-variant-numeric:tabular-nums;letter-spacing:-.02em}
    .tiles dd.long{font-size:1.15rem;line-height:1.96}
    .tiles .blocked dd{color:var(--blocked)}.tiles .spared dd{color:var(--spared)}
    .tiles .warned dd{color:var(--warned)}.tiles .clean dd{color:var(--clean)}
    figure{margin:0}
    .chart{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1rem 1.1rem .9rem}
    .legend{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;margin:0 0 .5rem;padding:0;font-size:.875rem}
    .legend i{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.4em}
    .legend b{font-variant-numeric:tabular-nums;font-weight:600}
    .plot{position:relative;height:17rem;margin:1.2rem 0 0 2.6rem;border-bottom:1px solid var(--soft)}
    .judged .plot{margin-top:3.9rem}
    svg{display:block;position:absolute;inset:0;width:100%;height:100%}
    .grid{stroke:var(--grid);fill:none;vector-effect:non-scaling-stroke}
    path.k0{fill:var(--k0)}path.k1{fill:var(--k1)}path.k2{fill:var(--k2)}path.k3{fill:var(--k3)}
    path.k4{fill:var(--k4)}path.k5{fill:var(--k5)}path.k6{fill:var(--k6)}
    i.k0{background:var(--k0)}i.k1{background:var(--k1)}i.k2{background:var(--k2)}i.k3{background:var(--k3)}
    i.k4{background:var(--k4)}i.k5{background:var(--k5)}i.k6{background:var(--k6)}
    .y{position:absolute;left:-3rem;width:2.6rem;text-align:right;transform:translateY(50%);font-size:.78rem;
    color:var(--soft);font-variant-numeric:tabular-nums;line-height:1}
    .axis{position:relative;height:1.6rem;margin-left:2.6rem}
    .x{position:absolute;top:.3rem;transform:translateX(-50%);font-size:.78rem;color:var(--soft);
    font-variant-numeric:tabular-nums;white-space:nowrap}
    .x.first{transform:none}.x.last{transform:translateX(-100%)}
    .flag{position:absolute;top:-.5rem;bottom:0;width:0;border-left:1.5px dashed currentColor;color:var(--ink)}
    .flag::before{content:"";position:absolute;left:-.42rem;top:-.3rem;border:.4rem solid transparent;
    border-top-color:currentColor}
    .flag b{position:absolute;left:-.42rem;top:-1.75rem;font:600 .76rem/1.2 ui-monospace,SFMono-Regular,Menlo,Consolas,
    "DejaVu Sans Mono",monospace;white-space:nowrap}
    .flag b.r1{top:-2.95rem}.flag b.left{left:auto;right:-.42rem}
    .blocked{--tone:var(--blocked)}.spared{--tone:var(--spared)}.warned{--tone:var(--warned)}.clean{--tone:var(--clean)}
    .flag{color:var(--tone)}
    .pill{color:var(--tone);border:1px solid;border-radius:99px;padding:.05em .6em;font-size:.8rem;font-weight:600}
    .pill.blocked{background:var(--blocked);color:var(--card);border-color:var(--blocked)}
    .cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(17.5rem,1fr));gap:.9rem}
    .card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:.8rem .95rem;
    break-inside:avoid;font-size:.875rem;overflow-wrap:anywhere}
    .card.blocked{border-left:4px solid var(--blocked)}
    .card .who{color:var(--soft);min-height:3em}
    .spark{position:relative;height:5.2rem;margin:.5rem 0;border-bottom:1px solid var(--soft)}
    .pace{fill:var(--k0)}.blocked .pace{fill:var(--k2)}.spared .pace{fill:var(--k5)}.warned .pace{fill:var(--k3)}
    path.limit{stroke:var(--ink);fill:none;stroke-width:1.5;stroke-dasharray:5 4;vector-effect:non-scaling-stroke}
    span.limit{position:absolute;right:0;font-size:.72rem;line-height:1.3;padding:0 .3em;background:var(--card);
    border-radius:3px;margin-bottom:3px;font-variant-numeric:tabular-nums;opacity:.92}
    .why{color:var(--soft)}
    .alarms{margin:0;padding-left:1.1rem}.alarms li{margin:.3rem 0;overflow-wrap:anywhere}
    table{border-collapse:collapse;width:100%;font-size:.9rem}
    caption{text-align:left;caption-side:bottom;padding-top:.5rem}
    th,td{text-align:left;padding:.45rem .9rem .45rem 0;border-bottom:1px solid var(--line);vertical-align:top}
    thead th{color:var(--soft);font-weight:500;font-size:.8rem}
    .n{text-align:right;font-variant-numeric:tabular-nums}
    td small{display:block;font-size:.8rem;overflow-wrap:anywhere}
    .times,.verdict{font-variant-numeric:tabular-nums}
    .whatif{max-width:38rem;margin-top:1rem}.whatif td{position:relative;width:27%;padding-right:.5rem}
    .whatif th[scope=row]{font-weight:500;white-space:nowrap}
    .bar{position:absolute;right:0;max-width:calc(100% - .8rem);top:.2rem;bottom:.2rem;background:var(--k2);opacity:.22;border-radius:3px}
    footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:1rem;overflow-wrap:anywhere}
    @media (max-width:40rem){
    main{padding:1.5rem 1rem 2rem}.opt,.flag b{display:none}.card .who{min-height:0}
    .judged .plot{margin-top:1.4rem}.plot{height:13rem}.chart{padding:.9rem .8rem}
    .tiles{grid-template-columns:repeat(3,1fr)}.tiles dd{font-size:1.25rem}
    .tiles div{padding:.5rem .6rem}.tiles dd.long{font-size:.95rem}
    .sources thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
    .sources tr{display:flex;flex-wrap:wrap;align-items:baseline;gap:.1rem .8rem;padding:.6rem 0;
    border-bottom:1px solid var(--line)}
    .sources td{border:0;padding:0}.sources .source{flex:1 1 60%}.sources .n{font-weight:600}
    .sources .types{flex:1 0 100%}
    .sources .times{color:var(--soft);font-size:.8rem;order:5;margin-left:auto}
    .sources .verdict small{display:inline;margin-left:.3rem}}
    @media print{:root{--bg:#fff}body{font-size:10.5pt}main{max-width:none;padding:0}
    .k0,.k1,.k2,.k3,.k4,.k5,.k6,.bar,.pill,.pace{-webkit-print-color-adjust:exact;print-color-adjust:exact}
    section,tr,.chart{break-inside:avoid}section:has(.sources),section:has(.cards){break-inside:auto}}
    """
}
