"""The style of the page: light and dark, wide and narrow, on paper."""

from __future__ import annotations

import base64
import hashlib
from typing import Final

STYLE: Final = """
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --ink: #1b2430; --soft: #566273; --line: #dde2ea; --code: #f0f2f6;
  --good: #12703d; --good-back: #e2f4e9; --bad: #b3261e; --bad-back: #fcebe9; --warn: #8a5300; --warn-back: #fdf1dc;
  --accent: #3556c8; --quiet-back: #eceff4;
  --s0: #4266d8; --s1: #1c7a6e; --s2: #677386; --s3: #a86410; --s4: #7a58b5; --on: #ffffff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #12161c; --card: #1a2029; --ink: #e3e8ef; --soft: #9aa7b8; --line: #2e3744; --code: #232b36;
    --good: #6fd49a; --good-back: #17332a; --bad: #ff8f85; --bad-back: #3b1f20; --warn: #f0bd6a; --warn-back: #38290f;
    --accent: #8fa9ff; --quiet-back: #262e3a;
    --s0: #7f99f5; --s1: #3fb8a8; --s2: #8d99aa; --s3: #f0a852; --s4: #b299e8; --on: #10151c;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif;
}
main { max-width: 1080px; margin: 0 auto; padding: 28px 20px 40px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 17px; margin: 0; overflow-wrap: anywhere; }
h3 { font-size: 14px; margin: 18px 0 6px; color: var(--soft); font-weight: 600; overflow-wrap: anywhere; }
p { margin: 8px 0; overflow-wrap: anywhere; }
code, pre, .code { font-family: ui-monospace, "SF Mono", Consolas, "DejaVu Sans Mono", monospace; font-size: 0.92em; }
.head { display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: baseline; }
.lead { font-size: 16px; color: var(--soft); margin: 6px 0 0; }
.kind { color: var(--soft); font-size: 13px; margin: 0 0 4px; }
.badge {
  display: inline-block; border-radius: 999px; padding: 1px 10px; font-size: 13px; font-weight: 600;
  white-space: nowrap;
}
.good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); } .quiet { color: var(--soft); }
.badge.good { background: var(--good-back); } .badge.bad { background: var(--bad-back); }
.badge.warn { background: var(--warn-back); } .badge.quiet, .badge.plain { background: var(--quiet-back); }
.rail {
  display: grid; grid-template-columns: repeat(5, 1fr); gap: 10px; margin: 22px 0 0; padding: 0;
  list-style: none;
}
.rail li {
  background: var(--card); border: 1px solid var(--line); border-top: 4px solid var(--soft); border-radius: 8px;
  padding: 10px 12px; min-width: 0;
}
.rail li.good { border-top-color: var(--good); } .rail li.bad { border-top-color: var(--bad); }
.rail li, .rail li * { color: var(--ink); } .rail .label { color: var(--soft); font-size: 12px; }
.rail .name { font-weight: 600; } .rail .detail { font-size: 13px; color: var(--soft); overflow-wrap: anywhere; }
.rail li .badge.good { color: var(--good); } .rail li .badge.bad { color: var(--bad); }
.rail li .badge.quiet { color: var(--soft); } .rail .line { margin: 2px 0; }
section, .facts { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px 18px; }
section { margin: 16px 0 0; } .facts { margin: 22px 0 0; }
section > .head { margin-bottom: 8px; justify-content: space-between; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 3px 18px; margin: 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
.wide { overflow-x: auto; margin: 10px 0; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: 12.5px; white-space: nowrap; }
th, td { padding: 5px 14px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
tbody tr:last-child td { border-bottom: 0; }
td { overflow-wrap: anywhere; } td.word { overflow-wrap: normal; white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.meter { display: block; width: 100%; min-width: 48px; height: 4px; margin-top: 3px; }
.meter rect:first-child { fill: var(--quiet-back); } .meter rect:last-child { fill: var(--accent); }
.meter.bad rect:last-child { fill: var(--bad); }
.error {
  border-left: 4px solid var(--bad); background: var(--bad-back); border-radius: 6px; padding: 10px 14px;
  margin: 10px 0;
}
.error .name { color: var(--bad); font-weight: 700; } .error p { margin: 4px 0; white-space: pre-wrap; }
.error .hint { color: var(--ink); } .error .hint b { color: var(--accent); }
.frames { margin: 8px 0 2px; padding: 0; list-style: none; font-size: 13px; }
.frames li { overflow-wrap: anywhere; color: var(--soft); padding-left: 16px; }
.frames li.first { color: var(--ink); font-weight: 600; border-left: 3px solid var(--bad); padding-left: 13px; }
.sequence { display: block; width: 100%; min-width: 640px; }
.sequence text {
  font: 12px ui-monospace, "SF Mono", Consolas, "DejaVu Sans Mono", monospace; fill: var(--ink); text-anchor: middle;
}
.sequence .life { stroke: var(--line); stroke-width: 2; }
.sequence rect.who { fill: var(--quiet-back); stroke: var(--line); }
.sequence text.who { font-weight: 600; }
.sequence text.number { fill: var(--soft); text-anchor: start; font-size: 11px; }
.sequence tspan.said { fill: var(--soft); }
.sequence line.request, .sequence line.answer { stroke: var(--accent); stroke-width: 1.5; }
.sequence line.answer { stroke-dasharray: 6 4; }
.sequence polygon { fill: var(--accent); }
.sequence .bad line { stroke: var(--bad); } .sequence .bad polygon, .sequence .bad text { fill: var(--bad); }
.sequence .bad tspan.said { fill: var(--bad); }
.sequence .quiet line { stroke: var(--soft); } .sequence .quiet polygon, .sequence .quiet text { fill: var(--soft); }
.strip { display: block; width: 100%; height: 58px; border-radius: 6px; background: var(--quiet-back); }
.strip text {
  font: 12px system-ui, "DejaVu Sans", sans-serif; fill: var(--on); dominant-baseline: middle;
  text-anchor: middle;
}
.strip rect { stroke: var(--card); stroke-width: 1; }
.k0 { fill: var(--s0); } .k1 { fill: var(--s1); } .k2 { fill: var(--s2); }
.k3 { fill: var(--s3); } .k4 { fill: var(--s4); }
.strip rect.damaged { fill: var(--bad); }
.scale { display: flex; justify-content: space-between; color: var(--soft); font-size: 12px; margin: 3px 0 0; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; color: var(--soft); font-size: 13px; margin: 8px 0 0; }
.legend svg { width: 11px; height: 11px; margin-right: 5px; vertical-align: -1px; } .legend rect { rx: 2px; }
.legend .damaged { fill: var(--bad); }
.steps { list-style: none; margin: 10px 0; padding: 0; }
.steps li { display: grid; grid-template-columns: 26px 190px 96px 1fr; gap: 0 10px; padding: 4px 0; font-size: 14px; }
.steps .at { color: var(--soft); } .steps .compared { color: var(--soft); overflow-wrap: anywhere; min-width: 0; }
details { margin: 10px 0 0; }
summary { cursor: pointer; color: var(--accent); font-size: 14px; overflow-wrap: anywhere; }
pre {
  margin: 6px 0 12px; background: var(--code); border-radius: 6px; padding: 10px 12px; overflow-x: auto;
  font-size: 13px;
  max-height: 460px;
}
footer { color: var(--soft); font-size: 13px; margin: 22px 0 0; }
@media (max-width: 720px) {
  main { padding: 18px 12px 28px; }
  .rail { grid-template-columns: 1fr; gap: 8px; }
  .rail li { display: grid; grid-template-columns: max-content 1fr max-content; gap: 0 10px; align-items: baseline; }
  .rail .detail { grid-column: 1 / -1; }
  .steps li { grid-template-columns: 22px 1fr max-content; } .steps .compared { grid-column: 2 / -1; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 6px; }
  section, .facts { padding: 13px 13px; }
}
@media print {
  :root {
    --page: #fff; --card: #fff; --ink: #111; --soft: #444; --line: #ccc; --code: #f4f4f4;
    --good: #0b5c30; --good-back: #e9f6ee; --bad: #9c1c15; --bad-back: #fdf0ee; --warn: #6d4100; --warn-back: #fdf4e3;
    --accent: #2a45a8; --quiet-back: #eee;
    --s0: #4266d8; --s1: #1c7a6e; --s2: #677386; --s3: #a86410; --s4: #7a58b5; --on: #ffffff;
  }
  body, .lead, .steps li, summary, .badge, .rail .label, .rail .detail, .scale, .legend { font-size: 11px; }
  h1 { font-size: 20px; } h2 { font-size: 14px; } th { font-size: 10.5px; }
  main { max-width: none; padding: 0; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  section, .facts, .rail li { break-inside: auto; } tr, .error, .steps li, .rail li { break-inside: avoid; }
  section > .head { break-after: avoid; } pre { white-space: pre-wrap; max-height: none; } table { font-size: 11px; }
  .rail { grid-template-columns: repeat(5, 1fr); }
}
"""

POLICY: Final = (
    "default-src 'none'; "
    f"style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'"
)
"""What a browser may load and run for the page: this one style, and nothing else."""
