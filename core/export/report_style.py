"""How a report looks: on a screen of any width, and on A4 without a cut row."""

from __future__ import annotations

STYLE = """
@page { size: A4; margin: 12mm 12mm 14mm; }
* { box-sizing: border-box; }
html { line-break: strict; word-break: normal; overflow-wrap: anywhere; }
body { font: 16px/1.7 "BIZ UDPGothic", "Hiragino Sans", "Yu Gothic UI", "Noto Sans CJK JP",
  sans-serif; color: #1f1f1f; background: #fff; margin: 0 auto; max-width: 730px;
  padding: 16px 20px 60px; font-feature-settings: "palt"; }
h1 { font-size: 1.6rem; line-height: 1.35; margin: 0 0 8px; }
h2 { font-size: 1.2rem; line-height: 1.4; margin: 40px 0 8px; padding-top: 8px;
  border-top: 3px solid #1f1f1f; break-after: avoid; }
h3 { font-size: 1rem; margin: 20px 0 4px; break-after: avoid; }
p { margin: 4px 0; }
.headline { font-size: 1.3rem; font-weight: 700; line-height: 1.5; margin: 12px 0;
  padding: 12px 16px; border: 2px solid #1f1f1f; border-radius: 6px; }
.verdict { font-size: 1.1rem; font-weight: 700; break-after: avoid; }
.urgent .verdict { border-left: 8px solid #b00020; padding-left: 10px; color: #8c0019; }
.stale .judged .verdict, .stale .headline { color: #5b6068; border-color: #8a8f98; }
.based, .about, .mark { color: #4a4f57; font-size: .875rem; }
.mark { font-weight: 700; break-after: avoid; }
ul { margin: 4px 0; padding-left: 1.3em; }
nav ol { list-style: none; margin: 8px 0; padding: 0; columns: 2; column-gap: 24px; }
nav a { color: #1f4f8f; }
.picture { margin: 12px 0 4px; break-inside: avoid; min-height: 60px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 4px 0 16px; font-size: .875rem;
  line-height: 1.5; }
.few { width: auto; min-width: 60%; }
.beside { display: flex; gap: 16px; align-items: flex-start; flex-wrap: wrap; }
.beside table { flex: 1; min-width: 150px; }
caption { text-align: left; font-weight: 700; padding: 8px 0 4px; }
th, td { text-align: left; vertical-align: top; padding: 4px 8px; border-bottom: 1px solid #b5b9c0;
  white-space: pre-line; }
th { overflow-wrap: break-word; border-bottom: 2px solid #1f1f1f; background: #f1f3f6; }
.n { text-align: right; font-variant-numeric: tabular-nums; }
td.n, td.d, td.phone { white-space: nowrap; }
.phone { font-weight: 700; }
@media (max-width: 560px) { body { padding: 12px; } nav ol { columns: 1; } }
@media print {
  body { font-size: 10pt; line-height: 1.5; max-width: none; padding: 0; }
  h2 { margin-top: 8mm; }
  nav, .noprint { display: none; }
  .wide { overflow: visible; }
  table { font-size: 8.5pt; }
  thead { display: table-header-group; }
  tr, caption, .headline { break-inside: avoid; }
  caption, thead { break-after: avoid; }
  tbody tr:first-child { break-before: avoid; }
  .short { break-inside: avoid; }
}
"""
