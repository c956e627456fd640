"""What the providers of a region offer for an occupation or in a field, with all that is published about it.

An award that nobody completed in the year is listed, not an option; nor is one of a closed provider.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from rapidfuzz import fuzz, process

from pathways.awards import AWARD, Pricer, list_award_links, list_levels, read_months
from pathways.coverage import find_coverage, say_coverage
from pathways.errors import UnknownCodeError
from pathways.graph import NEAREST, Row, find_occupation, get_credentials
from pathways.months import explain_months
from pathways.prices import Home, say_price_basis
from pathways.region import Region, name_source, settle_home
from pathways.schema import NATION
from pathways.sources.scorecard import CREDENTIAL_LEVELS
from pathways.store import Graph
from pathways.words import _, mark

CONFERRED: Final = mark("conferred last year")
LISTED: Final = mark("listed, no completers")
CLOSED: Final = mark("the provider has closed")
OTHER_STATE: Final = mark("other state: price, license and funding rules differ")
FIGURES: Final = ("earnings_1yr", "earnings_4yr", "debt")


def describe_offers(
    region: Region,
    *,
    occupation: str | None = None,
    field: str | None = None,
    home_county: str | None = None,
) -> list[dict[str, Any]]:
    """Return every offer of the region's providers that prepares for an occupation, or in a field.

    ``field`` is a CIP code or how it begins; with both, offers must fit both. Prices follow the
    region's home, or ``home_county`` (FIPS). Options come first, then by months, price and ids.
    Amounts are USD; an unknown figure is None with its reason in ``withheld``. Raises
    UnknownCodeError for an unknown code, ValueError where neither is given.
    """
    place = settle_home(region.graph, region.place, home_county) if home_county else region.place
    home = Home(place.home, place.county)
    wanted = _list_awards(region.graph, occupation, field)
    offers = region.all_offers
    rows = offers[offers["credential"].isin(wanted)].to_dict("records")
    pricer = Pricer(region, home)
    found = [_describe_offer(region, pricer, row) for row in rows]
    return sorted(found, key=_order_offer)


def _list_awards(graph: Graph, occupation: str | None, field: str | None) -> list[str]:
    """Return the ids of the awards that prepare for the occupation and lie in the field."""
    if occupation is None and field is None:
        msg = "describe_offers needs an occupation or a field"
        raise ValueError(msg)
    awards = {code for code in get_credentials(graph) if code.startswith(AWARD)}
    if occupation is not None:
        soc = find_occupation(graph, occupation).soc
        awards = {code for code, linked in list_award_links(graph) if linked == soc}
    if field is not None:
        fields = _list_fields(graph)
        if not any(cip.startswith(field) for cip in fields):
            near = process.extract(field, fields, scorer=fuzz.ratio, limit=NEAREST)
            raise UnknownCodeError("field of study", field, [match[0] for match in near])
        awards = {code for code in awards if code.startswith(f"{AWARD}{field}")}
    return sorted(awards)


@lru_cache(maxsize=4)
def _list_fields(graph: Graph) -> tuple[str, ...]:
    return tuple(sorted({row["cip"] for row in get_credentials(graph).values() if row["cip"]}))


def _describe_offer(region: Region, pricer: Pricer, offer: Mapping[Any, Any]) -> dict[str, Any]:
    home = pricer.home
    provider, award = offer["provider"], get_credentials(region.graph)[offer["credential"]]
    at = region.providers.loc[provider]
    is_closed = at["status"] == "closed"
    is_option = bool(offer["completions"] > 0) and not is_closed
    here = region.area
    described: dict[str, Any] = {
        "provider": provider,
        "provider_name": at["title"],
        "city": _known(at["city"]),
        "state": at["state"],
        "status": at["status"],
        "note": _(OTHER_STATE) if home.state not in (None, at["state"]) else None,
        "credential": offer["credential"],
        "title": award["title"],
        "level": award["level"],
        "completions": int(offer["completions"]),
        "standing": _(CLOSED if is_closed else CONFERRED if is_option else LISTED),
        "is_option": is_option,
        "sources": {"completions": f"{offer['dataset']}/{offer['vintage']}/{here}"},
        "withheld": {},
    }
    terms = region.terms.get((provider, offer["credential"]), {})
    _add_months(region, described, terms, award["awlevel"])
    _add_price(region, described, terms, award["awlevel"], pricer)
    _add_outcomes(region, described, terms)
    coverage = find_coverage(region.graph, cip=award["cip"])
    described["coverage"] = coverage["class"] if coverage else None
    described["coverage_words"] = say_coverage(coverage, home.state)
    if coverage is None:
        described["withheld"]["coverage"] = "not_built"
    else:
        described["sources"]["coverage"] = f"curated/{coverage['source']}"
    return described


def _known(cell: Any) -> Any:
    """Return a cell of a frame, None where it is absent."""
    return cell if isinstance(cell, str) else None


def _add_months(region: Region, described: dict[str, Any], terms: Row, awlevel: str) -> None:
    usual = list_levels(region.graph)[awlevel].months
    months = read_months(terms, usual)
    described |= {
        "months_low": months.low,
        "months_high": months.high,
        "months_basis": explain_months(months),
        "months_code": months.basis,
    }
    if months.high is None:
        described["withheld"]["months"] = "not_published"
    else:
        # the usual length is the nation's, by level; so is the median of a field
        dataset = "ipeds_levels" if months.basis == "level" else "scorecard_programs"
        area = NATION if months.basis in ("level", "median") else region.area
        described["sources"]["months"] = name_source(region, dataset, area)


def _add_price(
    region: Region, described: dict[str, Any], terms: Row, awlevel: str, pricer: Pricer
) -> None:
    months = read_months(terms, list_levels(region.graph)[awlevel].months)
    price = pricer.price(described["provider"], awlevel, terms, months=months)
    described |= {
        "price_low": price.low,
        "price_high": price.high,
        "price_basis": say_price_basis(price.basis),
        "price_code": price.code,
        "price_year": price.year,
        "price_residence": price.residence,
    }
    if price.low is None:
        described["withheld"]["price"] = "not_published"
    else:
        dataset = "ipeds_charges" if price.code == "annual" else "scorecard_programs"
        described["sources"]["price"] = name_source(region, dataset, region.area)


def _add_outcomes(region: Region, described: dict[str, Any], terms: Row) -> None:
    """Add earnings and debt with the field and level that they are of, which is not the award's own."""
    field, level = terms.get("outcomes_cip4"), terms.get("outcomes_level")
    described |= {
        "outcomes_of": _("{award}, field {field}").format(
            award=CREDENTIAL_LEVELS[level], field=field
        )
        if level
        else None,
        "outcomes_awards": terms.get("outcomes_awards"),
        "outcomes_campuses": terms.get("outcomes_campuses"),
    }
    for name in FIGURES:
        described[name] = terms.get(name)
        if described[name] is None:
            is_suppressed = terms.get(f"{name}_withheld")
            described["withheld"][name] = "suppressed" if is_suppressed else "not_published"
        else:
            described["sources"][name] = name_source(region, "scorecard_fields", region.area)


def _order_offer(offer: Mapping[str, Any]) -> tuple[Any, ...]:
    months, price = offer["months_high"], offer["price_high"]
    return (
        not offer["is_option"],
        months is None,
        months or 0,
        price is None,
        price or 0,
        offer["credential"],
        offer["provider"],
    )
