#include "benchmark/report/style.h"

namespace twinvirt::bench {

std::string_view colourStyle() {
    return R"css(
:root{color-scheme:light dark;--paper:#fff;--ink:#1a1d21;--soft:#565f6b;--line:#d9dde3;
--panel:#f5f6f8;--band:#8a94a355;--warn:#fff3d6;--warnline:#b97900;
--a0:#0072b2;--a1:#c44e00;--a2:#008560;--a3:#a3487f;--a4:#8a7100;--a5:#4a63c8;
--p0:#8fa3b8;--p1:#c2a36a;--p2:#6aa99a;--p3:#a98bc0;--p4:#cf8d8d;--p5:#5d7396;--past:#6b7480}
@media (prefers-color-scheme:dark){:root{--paper:#15181c;--ink:#e8eaed;--soft:#a3acb8;
--line:#343a42;--panel:#1e2227;--band:#9aa5b555;--warn:#3a2f14;--warnline:#e0a030;
--a0:#5cb8ee;--a1:#f2955c;--a2:#3fcf9f;--a3:#e294c4;--a4:#d9c04a;--a5:#98abff;
--p0:#7d92a8;--p1:#b8985c;--p2:#5e9d8e;--p3:#9d7fb5;--p4:#c07f7f;--p5:#8199c0;--past:#a9b3c0}}
@media print{:root{color-scheme:light;--paper:#fff;--ink:#000;--soft:#444;--line:#ccc;
--panel:#fff;--warn:#fff;--warnline:#666;
--a0:#0072b2;--a1:#c44e00;--a2:#008560;--a3:#a3487f;--a4:#8a7100;--a5:#4a63c8;
--p0:#8fa3b8;--p1:#c2a36a;--p2:#6aa99a;--p3:#a98bc0;--p4:#cf8d8d;--p5:#5d7396;--past:#6b7480}}
)css";
}

std::string_view chartStyle() {
    return R"css(
svg{font-family:system-ui,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif;
font-size:13px}
svg text{fill:var(--ink);paint-order:stroke;stroke:var(--paper);stroke-width:4px;
stroke-linejoin:round}
.paper{fill:var(--paper)}
svg .tick,svg .tick text{font-size:11px;fill:var(--soft)}
svg .note{font-size:11.5px;fill:var(--soft)}
svg .head{font-weight:600}
svg .heading{font-size:16px;font-weight:600}
svg .figure{font-variant-numeric:tabular-nums}
.grid{stroke:var(--line);stroke-width:1}
.axis{stroke:var(--soft);stroke-width:1}
.one{stroke:var(--soft);stroke-width:1}
.band{fill:var(--band)}
.boot{stroke:var(--soft);stroke-width:1;stroke-dasharray:2 2}
.interval{stroke-width:3;stroke-linecap:butt}
.dots{fill:none;stroke-width:4;stroke-linecap:round;stroke-opacity:.55}
.point{stroke:var(--paper);stroke-width:1.5}
.box{fill-opacity:.16;stroke-width:1.2}
.whisker{stroke-width:1.2}
.median{stroke-width:2.5}
.thin{fill:none;stroke-width:1;stroke-opacity:.3}
.curve{fill:none;stroke-width:2}
.tcg.interval,.tcg.curve,.tcg.whisker,.tcg.box{stroke-dasharray:5 3}
.a0{stroke:var(--a0)}.a1{stroke:var(--a1)}.a2{stroke:var(--a2)}
.a3{stroke:var(--a3)}.a4{stroke:var(--a4)}.a5{stroke:var(--a5)}
.f0{fill:var(--a0)}.f1{fill:var(--a1)}.f2{fill:var(--a2)}
.f3{fill:var(--a3)}.f4{fill:var(--a4)}.f5{fill:var(--a5)}
.p0{fill:var(--p0)}.p1{fill:var(--p1)}.p2{fill:var(--p2)}
.p3{fill:var(--p3)}.p4{fill:var(--p4)}.p5{fill:var(--p5)}
.published{stroke:var(--past);stroke-width:3;stroke-opacity:.75}
)css";
}

std::string_view pageStyle() {
    return R"css(
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);
font:16px/1.5 system-ui,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif}
main{max-width:60rem;margin:0 auto;padding:1.5rem 1.25rem 4rem}
h1{font-size:1.7rem;line-height:1.2;margin:.2rem 0 .3rem}
h2{font-size:1.25rem;margin:2.6rem 0 .5rem;padding-top:.9rem;border-top:1px solid var(--line)}
h3{font-size:1rem;margin:1.4rem 0 .3rem}
p{margin:.4rem 0 .8rem;max-width:46rem}
.lead{color:var(--soft)}
.verdicts{margin:1rem 0;padding:0;list-style:none}
.verdicts li{margin:.5rem 0;padding:.6rem .9rem;border-left:4px solid var(--a0);
background:var(--panel)}
.verdicts li.tcg{border-left-color:var(--warnline);border-left-style:dashed}
.banner{background:var(--panel);padding:.8rem 1rem;border:1px solid var(--line);border-radius:4px}
.warning{background:var(--warn);border:1px solid var(--warnline);border-radius:4px;
padding:.7rem 1rem;margin:.8rem 0}
figure{margin:1rem 0 1.6rem}
figcaption{color:var(--soft);font-size:.9rem;max-width:46rem;margin-top:.3rem}
figure svg{display:block;max-width:100%;height:auto}
.compact{display:none!important}
.wide.compact{display:block!important}
.skip{position:absolute;left:.5rem;top:-4rem;padding:.5rem .8rem;background:var(--paper);
border:2px solid var(--a0)}
.skip:focus{top:.5rem}
a{color:var(--a0)}
:focus-visible{outline:3px solid var(--a0);outline-offset:2px}
h4{font-size:.95rem;margin:1.1rem 0 .3rem}
dl.card{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1rem;margin:.6rem 0 1.2rem;
padding:.8rem 1rem;background:var(--panel);border:1px solid var(--line);border-radius:4px;
font-size:.9rem}
.card dt{color:var(--soft)}
.card dd{margin:0;max-width:46rem}
.card ul{margin:0;padding-left:1.1rem}
.card code{overflow-wrap:anywhere}
.contents{list-style:none;margin:.5rem 0;padding:0;display:flex;flex-wrap:wrap;gap:.3rem 1.2rem}
.data{font-size:.9rem;margin:-.9rem 0 1.2rem}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(21rem,1fr));gap:1rem 2rem}
.cards figure{margin:.4rem 0}
.cards .data{margin-top:.2rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);padding:.2rem 0 .4rem}
th,td{padding:.25rem .7rem .25rem 0;text-align:right;border-bottom:1px solid var(--line);
white-space:nowrap;vertical-align:top}
th{font-weight:600}
th:first-child,td:first-child,.left{text-align:left}
tbody th[scope=row]{font-weight:400}
.group{padding-top:.8rem}
.ladder small{color:var(--soft)}.ladder .withheld{font-style:italic}
.facts{width:100%}
.facts td,.facts th{text-align:left;white-space:normal;overflow-wrap:anywhere;padding-right:1rem}
.facts th{white-space:nowrap;color:var(--soft);font-weight:400;width:1%}
pre{background:var(--panel);padding:.7rem .9rem;overflow-x:auto;font-size:.8rem;line-height:1.4;
white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid var(--line);border-radius:4px}
code{font-size:.9em}
summary{cursor:pointer;margin:.5rem 0;color:var(--soft)}
.swatch{display:inline-block;width:.75em;height:.75em;margin-right:.4em;border-radius:2px}
.s0{background:var(--a0)}.s1{background:var(--a1)}.s2{background:var(--a2)}
.s3{background:var(--a3)}.s4{background:var(--a4)}.s5{background:var(--a5)}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft);
font-size:.9rem}
footer li{margin:.3rem 0;max-width:46rem}
@media (max-width:46rem){
main{padding:1rem .9rem 3rem}
.wide{display:none!important}
.compact,.wide.compact{display:block!important}
.extra{display:none}
caption{max-width:20rem}
dl.card{grid-template-columns:1fr;gap:.1rem}
.card dd{margin-bottom:.5rem}
.cards{grid-template-columns:1fr}}
@media print{
body{font-size:11pt}
main{max-width:none;padding:0}
h2,h3,h4,h2+p,h3+p,caption,.group{break-after:avoid}
figure,.verdicts li,.warning,tr,.summary tbody,.cards>div,.keep,.card,.banner{break-inside:avoid}
.cards{grid-template-columns:1fr 1fr}
.skip,nav{display:none}
details.print::details-content{content-visibility:visible;display:block}
details:not([open],.print){display:none}
summary{list-style:none}
.wide,.wide.compact{display:block!important}
.compact:not(.wide){display:none!important}
.scroll{overflow:visible}
th,td{padding-right:.45rem;font-size:.78rem}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
)css";
}

} // namespace twinvirt::bench
