// The style of the HTML report: one column, for screens, dark mode and A4 paper. Colours meet WCAG
// 2 AA on their backgrounds. Words always say what a colour says.
#pragma once

#include "publish/html/writer.h"

namespace mailwatchd::publish {

inline constexpr Markup html_style{R"css(
:root{color-scheme:light dark;--paper:#fff;--ink:#1c2430;--soft:#566173;--line:#d5dbe3;--field:#f4f6f9;
--accent:#1f5f8b;--good:#136c3a;--good-field:#e3f4ea;--bad:#a61b1b;--bad-field:#fbe6e6;--warning:#7a4d00;--warning-field:#fbf0da}
@media (prefers-color-scheme:dark){:root{--paper:#12161c;--ink:#e4e9f0;--soft:#a3aebd;--line:#343d4a;--field:#1b2129;
--accent:#7cc0ee;--good:#7bd69c;--good-field:#14301f;--bad:#ff9a94;--bad-field:#3b1a1a;--warning:#f0c36a;--warning-field:#35290f}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;padding:2rem 1.25rem 4rem;max-width:66rem;background:var(--paper);color:var(--ink);
font:1rem/1.55 system-ui,-apple-system,"Segoe UI","Noto Sans","DejaVu Sans",sans-serif;overflow-wrap:break-word}
h1,h2,h3,h4{line-height:1.25;text-wrap:balance}
h1{font-size:clamp(1.7rem,5vw,2.6rem);margin:.1rem 0 1rem}
h2{font-size:1.5rem;margin:0 0 .6rem;display:flex;flex-wrap:wrap;align-items:center;gap:.3rem .7rem}
h3{font-size:1.15rem;margin:1.6rem 0 .5rem}
h4{font-size:1rem;margin:0;display:inline}
a{color:var(--accent)}
code{font:.88em/1.45 ui-monospace,"DejaVu Sans Mono",Consolas,monospace}
dl,dd,ul,p{margin:0}
dt{font-weight:600}
.cover{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:1.5rem;
border-bottom:3px solid var(--accent);padding-bottom:1.5rem}
.title{flex:1 1 22rem;min-width:0}
.kicker{color:var(--accent);font-weight:600;letter-spacing:.08em;text-transform:uppercase;font-size:.85rem}
.facts{display:grid;gap:.25rem}
.facts>div{display:grid;grid-template-columns:9rem 1fr;gap:.5rem}
.facts dt{color:var(--soft);font-weight:400}
.score{position:relative;width:11rem;height:11rem;flex:none}
.score svg{width:100%;height:100%;transform:rotate(-90deg)}
.score circle{fill:none;stroke-width:11}
.track{stroke:var(--line)}
.ring{stroke:var(--warning);stroke-linecap:butt}
.ring.strong,.ring.good{stroke:var(--good)}
.ring.weak{stroke:var(--bad)}
.score p{position:absolute;inset:0;display:flex;flex-direction:column;justify-content:center;align-items:center;text-align:center}
.score strong{font-size:2.3rem;line-height:1.1}
.score span{color:var(--soft)}
.counts{margin:1.25rem 0 .5rem}
main>section,.summary{margin-top:2.5rem}
.summary{margin-top:0}
main>section{border-top:1px solid var(--line);padding-top:1.75rem}
.number{color:var(--soft);font-variant-numeric:tabular-nums}
.verdict{display:inline-block;font-size:.8rem;font-weight:700;letter-spacing:.04em;padding:.12rem .5rem;border:1.5px solid;border-radius:.3rem;white-space:nowrap}
.passed{color:var(--good);background:var(--good-field)}
.failed{color:var(--paper);background:var(--bad);border-color:var(--bad)}
.noinfo{color:var(--warning);background:var(--warning-field);border-style:dashed}
h2 .marks{font-size:.95rem;font-weight:400;color:var(--soft)}
.question{color:var(--soft);font-style:italic}
.sentence{font-size:1.1rem;margin:.4rem 0 1.1rem}
table{border-collapse:collapse;width:100%;font-size:.9rem;margin:.75rem 0 1.25rem;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;padding:.25rem 0;color:var(--soft)}
th,td{text-align:left;vertical-align:top;padding:.4rem .55rem;border-bottom:1px solid var(--line)}
thead th{background:var(--field);border-bottom:2px solid var(--line);vertical-align:bottom}
tbody th{font-weight:600}
.group th{padding-top:1.1rem;color:var(--soft)}
.marks{text-align:right}
th.marks,td.marks{white-space:nowrap}
.rows tbody th{min-width:11rem}
h1,.host,.address,.place,.evidence,.dnsbls th,.matrix th,td{overflow-wrap:anywhere}
thead th,.marks,.time,.number,.ports td:not(:last-child){overflow-wrap:normal}
.host{display:block}
.address{font-weight:400}
.role{font-weight:400;color:var(--soft);font-size:.85em}
.time{white-space:nowrap}
.scroll{overflow-x:auto}
.good{color:var(--good)}
.bad{color:var(--bad);font-weight:600}
.warning{color:var(--warning)}
.faint{color:var(--soft)}
.about{display:grid;gap:.75rem 1.5rem;grid-template-columns:repeat(auto-fit,minmax(16rem,1fr));background:var(--field);
padding:1rem 1.1rem;border-radius:.4rem;font-size:.95rem}
.finding{border:1px solid var(--line);border-left:4px solid var(--line);border-radius:.3rem;padding:.8rem 1rem;margin:.8rem 0}
.finding:has(.bad.severity){border-left-color:var(--bad)}
.finding:has(.warning.severity){border-left-color:var(--warning)}
.finding h3{margin:0}
.finding header code{color:var(--soft)}
.finding dl{display:grid;gap:.35rem;font-size:.95rem}
.finding dl>div{display:grid;grid-template-columns:8.5rem 1fr;gap:.6rem}
.finding dt{color:var(--soft);font-weight:400}
.severity{font-size:.8rem;font-weight:700;text-transform:uppercase;letter-spacing:.04em}
.places{margin:.4rem 0 .6rem;padding-left:1.15rem;font-size:.95rem}
.place{font-weight:500}
.evidence{display:inline-block;max-width:100%;vertical-align:top;background:var(--field);padding:.1rem .45rem;border-radius:.25rem;margin:.1rem 0}
.several .evidence{display:block}
.acknowledged{color:var(--good);font-size:.9rem}
.matrix td{text-align:center}
.matrix td:nth-child(2),.matrix.worded td{text-align:left}
.matrix th,.matrix td{padding:.18rem .35rem}
.matrix tbody th{font-weight:400}
.matrix td,.dnsbls td:nth-child(2){overflow-wrap:normal}
.matrix thead th{font-weight:400}
.matrix thead b{font-weight:600}
.matrix.worded thead b{display:block}
.signs{width:auto;table-layout:auto}
.signs tbody th{min-width:9.5rem}
.signs thead th.column{padding:.35rem .1rem;text-align:left;vertical-align:bottom}
.signs thead th.column span{display:inline-block;writing-mode:vertical-rl;transform:rotate(180deg);max-height:16rem;
font-size:.85em;line-height:1.2;overflow-wrap:anywhere}
.signs thead th.column b{display:block}
.signs td{border-left:1px solid var(--line)}
.signs tbody tr:nth-child(5n){border-bottom:2px solid var(--line)}
.legend b{display:inline-block;min-width:1.2em;text-align:center}
.dnsbls{font-size:.85rem}
.dnsbls th,.dnsbls td{padding:.2rem .4rem}
.dnsbls tbody th{font-weight:400}
@media (max-width:40rem){.facts>div,.finding dl>div{grid-template-columns:1fr;gap:0}
.verdicts td:last-child,.verdicts th:last-child{display:none}}
@media print{:root{color-scheme:light;--paper:#fff;--ink:#111;--soft:#4a5361;--line:#c3cad3;--field:#f3f5f8;--accent:#1f5f8b;
--good:#0f5f32;--good-field:#e9f6ee;--bad:#9b1616;--bad-field:#fbe6e6;--warning:#6b4300;--warning-field:#fbf3e2}
html{font-size:9pt}
body{max-width:none;padding:0;print-color-adjust:exact;-webkit-print-color-adjust:exact}
a{color:inherit;text-decoration:none}
.scroll{overflow:visible}
main>section{border-top:0;padding-top:0;margin-top:0;break-before:page}
h2,h3,caption,.finding header{break-after:avoid}
tr,.finding,.about,.cover,.places li{break-inside:avoid}
thead{display:table-header-group}
.rows tbody th{min-width:30mm}
.cover{margin-top:12mm}
table{font-size:8pt}
th,td{padding:.25rem .4rem}
.matrix,.dnsbls{font-size:7.2pt}
.signs thead th.column span{font-size:6.5pt;max-height:58mm}
.signs tbody th{min-width:32mm}
.about{grid-template-columns:1fr;gap:.4rem}
main>.help{break-before:auto;break-inside:avoid;margin-top:10mm}}
@page{size:A4;margin:16mm 15mm 18mm;@bottom-right{content:counter(page) " / " counter(pages);font:8pt sans-serif;color:#4a5361}}
)css"};

}  // namespace mailwatchd::publish
