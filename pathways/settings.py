"""Where the folders of the product are. Nothing here changes while the program runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """Folders that the program reads and writes."""

    graph_dir: Path = ROOT / "graph"
    curated_dir: Path = ROOT / "data" / "curated"
    sources_list: Path = ROOT / "data" / "sources.toml"
    docs_dir: Path = ROOT / "docs"


SETTINGS = Settings()
