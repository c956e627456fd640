"""What every test shares: the committed graph, the slice built from published rows, no network."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from pathways.region import Region, open_region
from pathways.settings import ROOT
from pathways.store import Graph, open_graph
from tests.slices import PUBLISHED, Built, build_slice

hypothesis.settings.register_profile("pathways", deadline=None)
hypothesis.settings.load_profile("pathways")

LOOPBACK = ("127.", "localhost", "::1")


def _is_near(family: int, address: object) -> bool:
    if family not in (socket.AF_INET, socket.AF_INET6) or not isinstance(address, tuple):
        return True
    return str(address[0]).startswith(LOOPBACK)


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection that leaves this machine."""
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex", "sendto"):
        real = getattr(socket.socket, name)

        def guard(self, *args, real=real):
            if not _is_near(self.family, args[-1]):
                raise PermissionError(f"a test tried to reach {args[-1]!r}")
            return real(self, *args)

        patch.setattr(socket.socket, name, guard)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def graph() -> Graph:
    """The committed graph folder, as it stands."""
    return open_graph()


@pytest.fixture(scope="session")
def region_stl(graph: Graph) -> Region:
    """St. Louis, MO-IL."""
    return open_region(graph, "0041180")


@pytest.fixture(scope="session")
def raw() -> Path:
    """The publishers' files, from PATHWAYS_RAW or beside the checkout; skips where there are none."""
    named = os.environ.get("PATHWAYS_RAW")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    if not (folder / "oews").is_dir():
        pytest.skip(f"the publishers' files are not at hand (looked in {folder}; set PATHWAYS_RAW)")
    return folder


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The graph that the committed published rows make. Shared: copy before changing anything."""
    return build_slice(PUBLISHED, tmp_path_factory.mktemp("built"))
