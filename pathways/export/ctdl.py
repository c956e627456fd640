"""One pathway in the words of CTDL, the vocabulary in which credentials are published, as JSON-LD.

Components point backwards: what a component asks stands in its condition, and the job at the end is
the destination. Terms and their classes are those of https://credreg.net/ctdl/terms. The context is
inside the file, so that reading it asks nobody. Nothing here is registered: ids are names made from
the codes (``urn:uuid``), never CTIDs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from pathways.export.rows import find_chosen, say_missing
from pathways.export.sources import attribute
from pathways.graph import get_areas, get_credentials, get_occupations
from pathways.region import Region, name_source
from pathways.words import (
    _,
    describe_day,
    describe_source,
    format_money,
    format_months,
    format_yearly,
    get_language,
)

NAMES: Final = UUID("5f2a4d0e-7c55-5b0e-9a43-2f1d6b8f9c11")
"""Namespace of the ids; the same codes give the same id in every file."""
TITLES_IN: Final = "en-US"
"""Language of published names and titles."""
LINKS: Final = (
    "hasPart", "isPartOf", "hasDestinationComponent", "isDestinationComponentOf", "precedes",
    "precededBy", "hasCondition", "targetComponent", "proxyFor", "occupationType",
    "instructionalProgramType", "offeredBy", "estimatedCost", "estimatedDuration",
    "directCostType", "targetNode", "framework", "subjectWebpage", "address",
)  # fmt: skip
TEXTS: Final = (
    "name", "description", "targetNodeName", "frameworkName", "componentCategory",
    "addressLocality", "addressRegion", "addressCountry",
)  # fmt: skip
CONTEXT: Final[Mapping[str, Any]] = {
    "ceterms": "https://purl.org/ctdl/terms/",
    "ceasn": "https://purl.org/ctdlasn/terms/",
    "costType": "https://purl.org/ctdl/vocabs/costType/",
    "schema": "https://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    **{f"ceterms:{term}": {"@type": "@id"} for term in LINKS},
    "ceasn:hasChild": {"@type": "@id"},
    "ceasn:isChildOf": {"@type": "@id"},
    **{f"ceterms:{term}": {"@container": "@language"} for term in TEXTS},
    **{
        f"ceterms:{term}": {"@type": "schema:Duration"}
        for term in ("exactDuration", "minimumDuration", "maximumDuration")
    },
    "ceterms:price": {"@type": "xsd:decimal"},
    "ceterms:requiredNumber": {"@type": "xsd:integer"},
}
"""How the terms used here are read: the part of CTDL's own context that they need."""

SOC: Final = ("https://www.bls.gov/soc/2018/home.htm", "Standard Occupational Classification 2018")
OEWS: Final = ("https://www.bls.gov/oes/soc_2018.htm", "OEWS occupations, groups of SOC 2018")
CIP: Final = (
    "https://nces.ed.gov/ipeds/cipcode/resources.aspx?y=56",
    "Classification of Instructional Programs 2020",
)
COST_TYPES: Final = ("https://purl.org/ctdl/terms/CostType", "Cost Type")

AWARDS: Final[Mapping[str, str]] = {
    "3": "AssociateDegree",
    "5": "BachelorDegree",
    "7": "MasterDegree",
    "17": "DoctoralDegree",
    "18": "DoctoralDegree",
    "19": "DoctoralDegree",
}
"""IPEDS award level -> class of CTDL; any other is a certificate."""
TAUGHT: Final = ("award", "usual", "equivalency")
"""Kinds of option that end with a credential."""
ASKED: Final[Mapping[str, str]] = {
    "license": "CredentialComponent",
    "credential": "CredentialComponent",
    "check": "BasicComponent",
}
"""Kind of a required gate -> component that stands for it."""

Node = dict[str, Any]


def describe_pathway(region: Region, pathway: Mapping[str, Any], *, made_on: str) -> Node:
    """Return a pathway of ``trace`` as a JSON-LD document: a ``ceterms:Pathway`` and its components.

    Every way of the chosen kind that the answer lists is a component; the condition after them asks
    for one. Published prices are in USD before any aid, durations whole months. What is not known is
    left out, and its reason stands in the description.
    """
    return _Document(region, pathway).make(made_on)


class _Document:
    """The nodes of one document, in the order in which they are met."""

    def __init__(self, region: Region, pathway: Mapping[str, Any]) -> None:
        self.region = region
        self.pathway = pathway
        self.areas = {area: str(row["name"]) for area, row in get_areas(region.graph).items()}
        steps = [f"{step['soc']} {find_chosen(step)['credential']}" for step in pathway["steps"]]
        self.name = "/".join((region.area, region.jurisdiction or "", pathway["start"], *steps))
        self.id = self._mint("pathway")
        self.components: dict[str, Node] = {}
        self.others: dict[str, Node] = {}

    def make(self, made_on: str) -> Node:
        start = self.pathway["start"]
        pay = self.region.compare_pay(start, self.pathway["end"], "annual_p25")
        before = {
            "p25": pay.before,
            "median": self.pathway["median_start"],
            "compare_area": pay.area,
            "withheld": dict.fromkeys(("p25", "median"), pay.withheld or "not_published"),
        }
        latest = [self._add_job(0, start, self.pathway["start_title"], before)]
        title = self.pathway["start_title"]
        for place, step in enumerate(self.pathway["steps"], start=1):
            for stage, required in self._list_stages(place, step, title):
                self._follow(latest, stage, required)
                latest = stage
            title = step["title"]
        end = self.components[latest[0]]
        end["ceterms:isDestinationComponentOf"] = [self.id]
        pathway = {
            "@id": self.id,
            "@type": "ceterms:Pathway",
            "ceterms:name": _named(
                f"{self.pathway['start_title']} to {self.pathway['steps'][-1]['title']}, "
                f"{self.region.name}"
            ),
            "ceterms:description": _said(self._describe(made_on)),
            "ceterms:occupationType": [
                self._align_occupation(self.pathway["end"], self.pathway["steps"][-1]["title"])
            ],
            "ceterms:hasPart": list(self.components),
            "ceterms:hasDestinationComponent": [end["@id"]],
        }
        return {
            "@context": dict(CONTEXT),
            "@graph": [pathway, *self.components.values(), *self.others.values()],
        }

    def _mint(self, name: str) -> str:
        return f"urn:uuid:{uuid5(NAMES, f'{self.name}/{name}')}"

    def _describe(self, made_on: str) -> str:
        """Return what the whole pathway asks and gives, and where that comes from."""
        pathway = self.pathway
        said = [
            _("{elapsed} from today in {area}, {study} of them study.").format(
                elapsed=format_months(pathway["elapsed_months"]),
                area=self.region.name,
                study=format_months(pathway["months"]),
            ),
            _(
                "Months of study are full time once admitted; waiting lists are not included. Prices "
                "are published ones before any aid; exams, tools and license fees are not included."
            ),
        ]
        for words, figure in ((_("Pay"), "wage_end"), (_("Openings a year"), "openings")):
            if pathway["sources"].get(figure):
                said.append(f"{words}: {self._say_source(pathway['sources'][figure])}.")
        said.append(_("Made on {day}.").format(day=describe_day(made_on)))
        return " ".join((*said, attribute()))

    def _say_source(self, source: str) -> str:
        return describe_source(source, self.areas)

    # ---- components

    def _add(self, name: str, kind: str, facts: Node) -> str:
        node = self._mint(name)
        self.components[node] = {
            "@id": node,
            "@type": f"ceterms:{kind}",
            **facts,
            "ceterms:isPartOf": [self.id],
        }
        return node

    def _follow(self, before: Sequence[str], after: Sequence[str], required: int | None) -> None:
        """Put components after others; ``required`` says how many of those, None all."""
        for node in after:
            component = self.components[node]
            component["ceterms:precededBy"] = list(before)
            component["ceasn:hasChild"] = list(before)
            component["ceterms:hasCondition"] = [
                {
                    "@type": "ceterms:ComponentCondition",
                    "ceterms:name": _said(_("What comes before")),
                    "ceterms:requiredNumber": required or len(before),
                    "ceterms:targetComponent": list(before),
                }
            ]
        for node in before:
            component = self.components[node]
            component["ceterms:precedes"] = list(after)
            component["ceasn:isChildOf"] = list(after)

    def _list_stages(
        self, place: int, step: Mapping[str, Any], origin: str
    ) -> Iterable[tuple[list[str], int | None]]:
        """Yield what a step asks, one after another, and how many of the stage before each needs."""
        chosen = find_chosen(step)
        required = None
        if step["experience_months"]:
            yield [self._add_experience(place, step, origin)], required
        if chosen["kind"] in (*TAUGHT, "course"):
            ways = [option for option in step["options"] if option["kind"] == chosen["kind"]]
            yield [self._add_way(place, option) for option in ways], required
            required = 1
        asked = [gate for gate in step["gates"] if _is_asked(gate)]
        if asked:
            yield [self._add_rule(place, gate) for gate in asked], required
            required = None
        if step["paid_months"]:
            yield [self._add_learning(place, step, chosen)], required
            required = None
        if chosen["kind"] != "equivalency":
            yield [self._add_job(place, step["soc"], step["title"], step)], required

    def _add_job(self, place: int, soc: str, title: str, pay: Mapping[str, Any]) -> str:
        said = []
        for words, name in ((_("Newer worker"), "p25"), (_("With experience"), "median")):
            amount = say_missing(pay, name) or format_yearly(pay[name])
            said.append(f"{words}: {amount}.")
        if pay["compare_area"]:
            said.append(self._say_source(name_source(self.region, "oews", pay["compare_area"])))
        return self._add(
            f"job/{place}/{soc}",
            "JobComponent",
            {
                "ceterms:name": _named(title),
                "ceterms:description": _said(" ".join(said)),
                "ceterms:occupationType": [self._align_occupation(soc, title)],
            },
        )

    def _align_occupation(self, soc: str, title: str) -> Node:
        is_group = bool(get_occupations(self.region.graph)[soc]["members"])
        return _align(OEWS if is_group else SOC, soc, title)

    def _add_experience(self, place: int, step: Mapping[str, Any], origin: str) -> str:
        months = step["experience_months"]
        said = _("At least {months} of work as {job}, paid. Source: {source}.").format(
            months=format_months(months),
            job=origin,
            source=self._say_source(step["sources"]["experience_months"]),
        )
        facts: Node = {
            "ceterms:name": _said(_("Experience as {job}").format(job=origin)),
            "ceterms:description": _said(said),
        }
        thing = self._add_other(
            f"experience/{place}",
            "LearningOpportunityProfile",
            {**facts, "ceterms:estimatedDuration": [_last(months, None, said)]},
        )
        return self._add(
            f"experience/{place}/component",
            "WorkExperienceComponent",
            {**facts, "ceterms:proxyFor": thing},
        )

    def _add_learning(self, place: int, step: Mapping[str, Any], chosen: Mapping[str, Any]) -> str:
        """Add learning on the job: an apprenticeship, or what comes after being hired."""
        months = step["paid_months"]
        said = _("Up to {months} learning on the job, paid. Source: {source}.").format(
            months=format_months(months), source=self._say_source(step["sources"]["paid_months"])
        )
        is_registered = chosen["kind"] == "apprenticeship"
        name = chosen["title"] if chosen["kind"] in ("apprenticeship", "hired") else None
        facts: Node = {
            "ceterms:name": _said(name or _("Learning on the job")),
            "ceterms:description": _said(said),
        }
        more: Node = {"ceterms:isRegisteredApprenticeship": True} if is_registered else {}
        thing = self._add_other(
            f"learning/{place}",
            "LearningOpportunityProfile",
            {**facts, **more, "ceterms:estimatedDuration": [_last(None, months, said)]},
        )
        return self._add(
            f"learning/{place}/component",
            "WorkExperienceComponent",
            {**facts, "ceterms:proxyFor": thing},
        )

    def _add_way(self, place: int, option: Mapping[str, Any]) -> str:
        """Add one award, course or diploma: who offers it, how long it lasts, what it costs."""
        name = f"way/{place}/{option['credential']}/{option['provider']}"
        title = {"ceterms:name": _named(option["title"])}
        is_course = option["kind"] == "course"
        thing = self._add_other(
            name,
            "LearningOpportunityProfile" if is_course else self._name_award(option),
            {
                **title,
                "ceterms:description": _said(self._say_option(option)),
                **self._tell_field(option),
                **self._tell_offer(option),
                **_tell_duration(option),
                **self._tell_price(option),
            },
        )
        kind = "CourseComponent" if is_course else "CredentialComponent"
        facts: Node = {
            **title,
            "ceterms:description": _said(self._say_option(option)),
            "ceterms:proxyFor": thing,
        }
        return self._add(f"{name}/component", kind, facts)

    def _add_rule(self, place: int, gate: Mapping[str, Any]) -> str:
        """Add what a rule asks; only a license is a thing of its own, of the others less is known."""
        read = describe_day(gate["checked"])
        facts: Node = {
            "ceterms:name": _named(gate["title"]),
            "ceterms:description": _said(
                _("Required by rule ({place}). Read {day}.").format(
                    place=gate["jurisdiction"], day=read
                )
            ),
        }
        page = gate["source"]
        if urlsplit(page).scheme in ("http", "https") and not set(page) & set(' <>"{}|\\^`'):
            facts["ceterms:subjectWebpage"] = page
        name = f"rule/{place}/{gate['hold']}"
        more: Node = {}
        if gate["kind"] == "license":
            more["ceterms:proxyFor"] = self._add_other(name, "License", dict(facts))
        elif gate["kind"] == "check":
            more["ceterms:componentCategory"] = _said(_("Check before work starts"))
        return self._add(f"{name}/component", ASKED[gate["kind"]], {**facts, **more})

    # ---- what components stand for

    def _add_other(self, name: str, kind: str, facts: Node) -> str:
        node = self._mint(name)
        self.others[node] = {"@id": node, "@type": f"ceterms:{kind}", **facts}
        return node

    def _name_award(self, option: Mapping[str, Any]) -> str:
        if option["kind"] == "equivalency":
            return "GeneralEducationDevelopment"
        return AWARDS.get(self._find_award(option).get("awlevel") or "", "Certificate")

    def _find_award(self, option: Mapping[str, Any]) -> Mapping[str, Any]:
        code = (option["credential"] or "").removeprefix("credential:")
        return get_credentials(self.region.graph).get(code, {})

    def _tell_field(self, option: Mapping[str, Any]) -> Node:
        cip = self._find_award(option).get("cip")
        if not cip:
            return {}
        return {"ceterms:instructionalProgramType": [_align(CIP, cip, None)]}

    def _tell_offer(self, option: Mapping[str, Any]) -> Node:
        if not option["provider"]:
            return {}
        unitid = option["provider"].removeprefix("provider:")
        place: Node = {"@type": "ceterms:Place", "ceterms:addressCountry": _named("US")}
        for term, value in (("Locality", option["city"]), ("Region", option["state"])):
            if value:
                place[f"ceterms:address{term}"] = _named(value)
        provider = self._add_other(
            option["provider"],
            "CredentialOrganization",
            {
                "ceterms:name": _named(option["provider_name"]),
                "ceterms:ipedsID": unitid,
                "ceterms:address": [place],
            },
        )
        return {"ceterms:offeredBy": [provider]}

    def _tell_price(self, option: Mapping[str, Any]) -> Node:
        if not option["cost"] or option["kind"] not in TAUGHT:
            return {}
        said = [
            _("Published price before any aid: {basis}.").format(basis=option["cost_basis"]),
            _("Exams, tools and license fees are not included."),
        ]
        if option["cost_low"] is not None and option["cost_low"] != option["cost"]:
            low = format_money(option["cost_low"])
            said.insert(1, _("At least {price}.").format(price=low))
        if option["sources"].get("cost"):
            said.append(
                _("Source: {source}.").format(source=self._say_source(option["sources"]["cost"]))
            )
        profile = {
            "@type": "ceterms:CostProfile",
            "ceterms:name": _said(_("Published price before any aid")),
            "ceterms:description": _said(" ".join(said)),
            "ceterms:currency": "USD",
            "ceterms:price": option["cost"],
            "ceterms:directCostType": _align(COST_TYPES, None, "Aggregate Cost")
            | {"ceterms:targetNode": "costType:AggregateCost"},
        }
        return {"ceterms:estimatedCost": [profile]}

    def _say_option(self, option: Mapping[str, Any]) -> str:
        said = [
            _("{months} of study: {basis}.").format(
                months=format_months(option["months_low"], option["months_high"]),
                basis=option["months_basis"],
            )
        ]
        if option["cost"] is None:
            said.append(_("Price: {reason}.").format(reason=say_missing(option, "cost")))
        if option["other_state"]:
            said.append(_("Other state: price, license and funding rules differ."))
        if option["sources"].get("months"):
            source = self._say_source(option["sources"]["months"])
            said.append(_("Source: {source}.").format(source=source))
        return " ".join(said)


def _is_asked(gate: Mapping[str, Any]) -> bool:
    return gate["kind"] in ASKED and gate.get("status") == "required" and gate["gates_worker"]


def _tell_duration(option: Mapping[str, Any]) -> Node:
    if not option["months_high"]:
        return {}
    duration = _last(option["months_low"], option["months_high"], option["months_basis"])
    return {"ceterms:estimatedDuration": [duration]}


def _last(low: int | None, high: int | None, basis: str) -> Node:
    """Return a duration in whole months: exact where both ends are the same."""
    told: Node = {"@type": "ceterms:DurationProfile", "ceterms:description": _said(basis)}
    if low == high:
        return told | {"ceterms:exactDuration": f"P{high}M"}
    if low is not None:
        told["ceterms:minimumDuration"] = f"P{low}M"
    if high is not None:
        told["ceterms:maximumDuration"] = f"P{high}M"
    return told


def _align(framework: tuple[str, str], code: str | None, title: str | None) -> Node:
    """Return the entry of a published list that something is of."""
    address, name = framework
    told: Node = {
        "@type": "ceterms:CredentialAlignmentObject",
        "ceterms:framework": address,
        "ceterms:frameworkName": _named(name),
    }
    if code:
        told["ceterms:codedNotation"] = code
    if title:
        told["ceterms:targetNodeName"] = _named(title)
    return told


def _named(text: str) -> dict[str, str]:
    """Return a published name with its language."""
    return {TITLES_IN: text}


def _said(text: str) -> dict[str, str]:
    """Return a sentence of ours with the language in force."""
    language = get_language()
    return {TITLES_IN if language == "en" else language: text}
