"""What each move asks of one person in one region: the static graph that the search runs on.

On arrival at a job a person holds what they started with plus what that job's gate asked, nothing
more. So a step depends on the person, where it leaves and where it leads, and on nothing before: it
may overstate what is left to do, never understate it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from rapidfuzz import fuzz, process

from pathways.awards import (
    AFTER_BACHELORS,
    AWARD,
    BACHELORS,
    CIP4,
    Award,
    Pricer,
    is_level,
    list_awards,
    list_fields,
    list_levels,
    list_linked,
    list_linked_fields,
    list_usual_awards,
)
from pathways.coverage import find_coverage
from pathways.entry import CERTIFICATE, Way, list_entries
from pathways.errors import UnknownCodeError
from pathways.gates import LEVEL_OF_TYPICAL, rank_level
from pathways.graph import (
    NEAR_ENOUGH,
    NEAREST,
    Row,
    get_credentials,
    get_occupations,
)
from pathways.moves import ASKED, Move, list_moves
from pathways.person import Person
from pathways.prices import Years
from pathways.region import Comparison, Region, name_move
from pathways.rules import EVERY_STATE, name_holding
from pathways.schema import Level
from pathways.similarity import compare_occupations
from pathways.store import Graph

OptionKind = Literal["award", "usual", "course", "hired", "apprenticeship", "held"]
Obstacle = Literal["experience", "first", "school"]

SHARED_FIELDS: Final = 0.5
"""More than this share of the fields behind the job left have to prepare for the job entered."""
FURTHEST_ZONE_RISE: Final = 1
"""Job zones that one step may climb (O*NET's 1 to 5) where nothing on it prepares for more."""
PREPARED: Final = 12
"""Paid months of learning that prepare for a higher job zone: moderate-term training at its high end.
A zone counts schooling, related work and training alike, so months of any of them open one."""
CREDIT: Final = 24
"""Months from an associate to a bachelor's degree in the same field (design, section 5)."""
AFTER_FOUR_YEARS: Final = 48
"""Months of a bachelor's degree before an award that asks one (``level_months.csv``, high)."""
CREDIT_YEARS: Final = Years(2.0, 2.0)
UNLIKE: Final = 100
"""Dissimilarity of a move whose likeness is not known: the most there is."""
PRIMARY: Final = ("Primary-Short", "Primary-Long")
SIDEWAYS_KINDS: Final = ("similar", "lateral_transition")
LIKELY: Final = 0.5
"""Score from which a move alone is likely enough: one in two thousand people a year (``build.moves``)."""
COMMON: Final = 0.001
"""Yearly share of an origin's people from which an observed move to another job family counts."""
OTHER_MANAGERS: Final = "11-9"
"""A minor group of what is left: farmers, postmasters and funeral directors are no one family."""
LEAST_EXPERIENCE: Final = 6
"""Months of experience from which a stop is of use for them."""
SOON: Final = 1
"""Paid months of learning that every beginner gets: short-term training at its high end."""
SHORT_AWARDS: Final = ("20", "21", "1")
"""Levels of certificates under a year."""
LEADERS: Final = frozenset(
    {"35-1012", "43-1011", "45-1011", "47-1011", "49-1011", "51-1011", "53-1047"}
)
"""First-line supervisors of a whole major group: the only ones of that name in it (SOC 2018)."""
LAST_PROFESSIONAL: Final = "32"
"""Major groups after it have a minor group of first-line supervisors: its fourth character is 1."""
MAJOR_GROUP, MINOR_GROUP = 2, 4
"""Characters of a SOC code that name its major and its minor group."""
RESIDUAL: Final = "All Other"
"""Ends the title of what is left of a group: no job that a person can look for."""


class Held(NamedTuple):
    """What a person holds where a step begins.

    ``schooling`` pairs fields of study (CIP) with the level held in them; ``level`` is the highest
    level in any field. ``awards`` and ``permits`` are ids without ``credential:``; ``experience``
    are months in the job left.
    """

    level: Level
    schooling: tuple[tuple[frozenset[str], Level], ...]
    awards: frozenset[str]
    permits: frozenset[str]
    experience: int

    @property
    def credit(self) -> frozenset[str]:
        """4-digit fields in which an associate degree is held."""
        return frozenset(
            field[:CIP4]
            for fields, in_field in self.schooling
            for field in fields
            if in_field == "associate"
        )


class Option(NamedTuple):
    """One way to do what a step asks. Months: ``months_low`` to ``months_high`` of unpaid study,
    ``paid`` learning on the job or as an apprentice, ``experience`` in the job left first, at least.

    ``cost`` is the published price in USD before any aid (high, what search, ranking and break-even
    use; ``cost_low`` low), None where none is published and 0 where nothing is studied. ``first`` are months of an earlier degree that are
    counted in. ``credential`` and ``provider`` are absent where none is named.
    """

    kind: OptionKind
    way: Way
    credential: str | None
    provider: str | None
    months_low: int
    months_high: int
    months_basis: str
    programs: int
    paid: int
    experience: int
    cost_low: int | None
    cost: int | None
    cost_basis: str
    cost_code: str
    cost_year: str | None
    completions: int
    first: int = 0

    @property
    def elapsed(self) -> int:
        """Calendar months from leaving one job to having learned the next."""
        return self.months_high + self.paid + self.experience

    @property
    def soonest(self) -> int:
        """Fewest calendar months: ``elapsed`` with the study at its low end."""
        return self.elapsed - self.months_high + self.months_low

    @property
    def vector(self) -> tuple[int, int, int, int]:
        """Months of study, calendar months, known price, and 1 where the price is not known."""
        return (self.months_high, self.elapsed, self.cost or 0, int(self.cost is None))


class Step(NamedTuple):
    """One move as this person would make it by one option; ``options`` are all there are, sorted."""

    origin: str
    destination: str
    move: Move
    pay: Comparison
    kind: str | None
    chosen: Option
    options: tuple[Option, ...]

    @property
    def months(self) -> int:
        return self.chosen.months_high

    @property
    def paid(self) -> int:
        return self.chosen.paid

    @property
    def experience(self) -> int:
        return self.chosen.experience

    @property
    def elapsed(self) -> int:
        return self.chosen.elapsed

    @property
    def dissimilarity(self) -> int:
        """How unlike the two jobs are, 1 to UNLIKE; it is what ``closest`` keeps small."""
        return measure_dissimilarity(self.move)

    @property
    def is_sideways(self) -> bool:
        """Say whether the pay is known to rise by less than a tenth."""
        return self.kind in SIDEWAYS_KINDS

    @property
    def builds(self) -> bool:
        """Say whether the step counts work or schooling from the job left."""
        return self.chosen.way.experience >= LEAST_EXPERIENCE or self.chosen.kind == "held"

    @property
    def connects(self) -> bool:
        """Say whether an expert list puts the two jobs together: first, or within one job family.

        What ``is_open`` needs no stop before it, however like the stop.
        """
        is_family = self.origin[:MAJOR_GROUP] == self.destination[:MAJOR_GROUP]
        is_listed = self.move.tier is not None and (is_family or self.move.tier == PRIMARY[0])
        return is_listed and not self.is_open

    @property
    def is_open(self) -> bool:
        """Say whether anybody can be hired and has learned the job within a month, by no rule."""
        chosen = self.chosen
        return chosen.kind == "hired" and chosen.elapsed <= SOON and not chosen.way.rules

    def may_follow(self, *, sideways: bool) -> bool:
        """Say whether the step may come after another one, which was sideways or a raise.

        What can be entered from anywhere needs no stop before it: a later step has to count work or
        schooling from the job left, or after a raise at least belong together with it.
        """
        return self.builds or (self.connects and not sideways)

    @property
    def vector(self) -> tuple[int, int, int, int, int]:
        """What the search adds up: ``Option.vector`` and the dissimilarity, all whole numbers."""
        return (*self.chosen.vector, self.dissimilarity)


def measure_dissimilarity(move: Move) -> int:
    """Return 100 x (1 - similarity), at least 1; UNLIKE where the similarity is not known."""
    if move.similarity is None:
        return UNLIKE
    return max(1, round(UNLIKE * (1 - move.similarity)))


class Steps(Mapping[str, tuple[Step, ...]]):
    """The steps out of every occupation for one person, start and region, made when first asked for."""

    def __init__(self, region: Region, person: Person, start: str) -> None:
        self.region = region
        self.person = person
        self.start = start
        self.begin = hold_at_start(region, person, start)
        self.wanted = list_wanted(region, person.goals)
        self.made: dict[str, tuple[Step, ...]] = {}

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __getitem__(self, origin: str) -> tuple[Step, ...]:
        found = self.made.get(origin)
        if found is None:
            if origin not in get_occupations(self.region.graph):
                raise KeyError(origin)
            found = self.made[origin] = tuple(self._make(origin))
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(get_occupations(self.region.graph))

    def __len__(self) -> int:
        return len(get_occupations(self.region.graph))

    def _make(self, origin: str) -> Iterator[Step]:
        at_start = origin == self.start
        held = self.begin if at_start else hold_on_arrival(self.region, self.begin, origin)
        known = list_possible(self.region).get(origin, ())
        asked = ask_moves(self.region, origin, self.wanted, known) if at_start else ()
        for possible in (*known, *asked):
            move = possible.move
            end = move.destination
            if end in self.person.exclude or (
                (possible.is_residual or possible.is_weak) and end not in self.wanted
            ):
                continue
            if not self.person.goals and is_detour(possible, at_start=at_start):
                continue
            options, best = list_options(self.region, held, possible)
            for option in best:
                yield Step(origin, end, move, possible.pay, possible.kind, option, options)


class Possible(NamedTuple):
    """A move that the region has and that loses no more than a tenth of the pay.

    Where it ``climbs`` more than one job zone, work in the job left counts as experience
    (``is_feeder``) only if the job entered stands first on the expert list.
    """

    origin: str
    move: Move
    pay: Comparison
    kind: str | None
    is_feeder: bool
    is_residual: bool
    is_weak: bool
    climbs: bool


def list_steps(region: Region, person: Person, start: str) -> Steps:
    """Return the steps out of every occupation for this person in this region.

    Left out are moves that lose more than a tenth of the pay, that lead to an occupation which OEWS
    does not publish here, that nobody can make here (a gate neither held nor closed), that climb more
    than one job zone with nothing that prepares for it, or that lead to an excluded job. Only to a
    named goal lead weak moves (``is_weak``) and moves to what is left of a group ("All Other"), and
    only a person with a goal is led on a detour (``is_detour``).
    """
    return keep_steps(region, _forget_limits(person, start), start)


def _forget_limits(person: Person, start: str) -> Person:
    """Return the person with what decides steps alone, so that limits never make a new table."""
    return Person(
        home=person.home,
        education=person.education,
        years=person.years,
        holds=tuple(sorted(person.holds)),
        starts=(start,),
        goals=tuple(sorted(person.goals)),
        exclude=tuple(sorted(person.exclude)),
    )


@lru_cache(maxsize=64)
def keep_steps(region: Region, person: Person, start: str) -> Steps:
    return Steps(region, person, start)


def hold_at_start(region: Region, person: Person, start: str) -> Held:
    """Return what the person holds at the start job; raises UnknownCodeError for an unknown holding.

    Education not said is the start job's own level. A level that is said counts in the fields of
    the start job as far as that job usually asks (BLS), beyond that in no field that we know.
    """
    node = get_occupations(region.graph)[start]
    gate: Level = node["gate_education"] or "none"
    level: Level = person.education or gate
    usual = max((gate, LEVEL_OF_TYPICAL.get(node["entry_education"] or "", gate)), key=rank_level)
    in_field = min((level, usual), key=rank_level)
    fields = list_fields(region.graph).get(start, frozenset())
    holds = [check_holding(region.graph, held) for held in person.holds]
    awards = frozenset(held for held in holds if held.startswith(AWARD))
    return Held(
        level,
        ((fields, in_field),) if fields else (),
        awards,
        frozenset(holds) - awards | _list_permits(region, start),
        12 * (person.years or 0),
    )


def hold_on_arrival(region: Region, begin: Held, origin: str) -> Held:
    """Return what is held on arrival at a job: what was held at the start, and that job's gate."""
    gate: Level = get_occupations(region.graph)[origin]["gate_education"] or "none"
    fields = list_fields(region.graph).get(origin, frozenset())
    schooling = (*begin.schooling, (fields, gate)) if fields else begin.schooling
    level = max((begin.level, gate), key=rank_level)
    permits = begin.permits | _list_permits(region, origin)
    return Held(level, schooling, begin.awards, permits, 0)


def check_holding(graph: Graph, holding: str) -> str:
    """Return the id of a credential that a person holds, without ``credential:``.

    Raises UnknownCodeError where neither the credentials nor the rules have it.
    """
    code = holding.strip().removeprefix("credential:")
    titles = _list_holdings(graph)
    if code in titles:
        return code
    near = _suggest_holdings(titles, code)
    raise UnknownCodeError("credential", holding, [f"{other} {titles[other]}" for other in near])


def _suggest_holdings(titles: Mapping[str, str], asked: str) -> list[str]:
    """Return the ids most like a text, by themselves or by their titles; none where nothing is near."""
    folded = {code: title.casefold() for code, title in titles.items()}
    scores: dict[str, float] = {}
    for names, text in (
        (dict(zip(titles, titles, strict=True)), asked),
        (folded, asked.casefold()),
    ):
        for _name, score, code in process.extract(
            text, names, scorer=fuzz.ratio, limit=NEAREST, score_cutoff=NEAR_ENOUGH
        ):
            scores[code] = max(score, scores.get(code, 0))
    return sorted(scores, key=lambda code: (-scores[code], code))[:NEAREST]


@lru_cache(maxsize=4)
def _list_holdings(graph: Graph) -> dict[str, str]:
    """Return what a person may say to hold: id of a rule or credential -> title."""
    rules = graph.table("facts/gates").select(["jurisdiction", "gate", "title"]).to_pylist()
    credentials = get_credentials(graph)
    return {name_holding(rule): str(rule["title"]) for rule in rules} | {
        code: str(row["title"]) for code, row in credentials.items()
    }


def _list_permits(region: Region, soc: str) -> frozenset[str]:
    """Return the permits that somebody in a job holds: by id, and by name within one jurisdiction.

    One name may stand beside several jobs (a commercial license); what "every state" asks has no
    name of its own.
    """
    entry = list_entries(region).get(soc)
    ways = entry.ways if entry else ()
    rules = [rule for way in ways for rule in way.rules]
    named = {_name_permit(rule) for rule in rules if rule["jurisdiction"] != EVERY_STATE}
    return frozenset({name_holding(rule) for rule in rules} | named)


def _name_permit(rule: Row) -> str:
    return f"{rule['jurisdiction']}|{rule['title']}"


def is_held(held: Held, rule: Row) -> bool:
    """Say whether a rule is met by what is held."""
    return name_holding(rule) in held.permits or _name_permit(rule) in held.permits


@lru_cache(maxsize=16)
def list_possible(region: Region) -> dict[str, tuple[Possible, ...]]:
    """Return the moves of every occupation that the region has, whoever makes them, by code."""
    occupations = get_occupations(region.graph)
    here = region.wages[region.wage_areas[0]]
    found: dict[str, tuple[Possible, ...]] = {}
    for origin, moves in list_moves(region.graph).items():
        kept = []
        for move in moves:
            end = move.destination
            if end not in here:
                continue
            pay = region.compare_pay(origin, end, "annual_p25")
            kind = name_move(origin, end, pay)
            if kind == "step_back":
                continue
            zone, next_zone = occupations[origin]["job_zone"], occupations[end]["job_zone"]
            climbs = bool(zone and next_zone and next_zone > zone + FURTHEST_ZONE_RISE)
            kept.append(
                Possible(
                    origin,
                    move,
                    pay,
                    kind,
                    is_feeder(origin, move)
                    and (not climbs or move.tier == PRIMARY[0] or end in LEADERS),
                    occupations[end]["title"].endswith(RESIDUAL),
                    is_weak(origin, move),
                    climbs,
                )
            )
        found[origin] = tuple(sorted(kept, key=lambda possible: possible.move.destination))
    return found


def list_wanted(region: Region, goals: Iterable[str]) -> frozenset[str]:
    """Return the goals, and the jobs of which a rule asks that one is held before them."""
    entries = list_entries(region)
    ways = (way for goal in goals if goal in entries for way in entries[goal].ways)
    return frozenset(goals).union(*(way.first for way in ways))


def ask_moves(
    region: Region, start: str, goals: Iterable[str], known: Sequence[Possible]
) -> Iterator[Possible]:
    """Yield a move from the start to each job wanted that no known one leads to: schooling may open it.

    Its evidence is ``moves.ASKED`` alone; work in the start job is no experience for it.
    """
    ends = {possible.move.destination for possible in known}
    here = region.wages[region.wage_areas[0]]
    for goal in sorted(set(goals) - ends - {start}):
        if goal not in here:
            continue
        pay = region.compare_pay(start, goal, "annual_p25")
        likeness = compare_occupations(region.graph, start, goal).value
        move = Move(goal, 0, 0.0, (ASKED,), likeness)
        kind = name_move(start, goal, pay)
        yield Possible(start, move, pay, kind, False, False, False, False)


def find_possible(region: Region, start: str, goal: str) -> Possible | None:
    """Return the move from a start straight to a goal, known or asked; None where there is none."""
    known = list_possible(region).get(start, ())
    moves = (*known, *ask_moves(region, start, (goal,), known))
    return next((possible for possible in moves if possible.move.destination == goal), None)


def is_feeder(origin: str, move: Move) -> bool:
    """Say whether work in the origin counts as experience for the move's end.

    It does within a minor group, where an expert list calls the two closely related, or where people
    of the same major group were seen to make the move. A first-line supervisor comes from the major
    group that is led: from all of it where one occupation leads it (LEADERS), else by a list or as seen.
    """
    end = move.destination
    is_seen = "observed" in move.evidence
    if end in LEADERS:
        return origin[:MAJOR_GROUP] == end[:MAJOR_GROUP]
    if end[MINOR_GROUP - 1] == "1" and end[:MAJOR_GROUP] > LAST_PROFESSIONAL:
        return origin[:MAJOR_GROUP] == end[:MAJOR_GROUP] and (move.tier is not None or is_seen)
    return (
        (origin[:MINOR_GROUP] == end[:MINOR_GROUP] != OTHER_MANAGERS)
        or move.tier in PRIMARY
        or (is_seen and origin[:MAJOR_GROUP] == end[:MAJOR_GROUP])
    )


def is_weak(origin: str, move: Move) -> bool:
    """Say whether little speaks for a move: another job family, no expert list, seldom or never seen.

    Such a move is a step only into a job that the person named as goal.
    """
    return not (
        belongs_together(origin, move) or move.score >= LIKELY or (move.share or 0) >= COMMON
    )


def is_detour(possible: Possible, *, at_start: bool) -> bool:
    """Say whether a move without a raise is no advice to a person who named no goal.

    Only the first step may be sideways, and only within the job family or along an expert list.
    """
    return possible.kind in SIDEWAYS_KINDS and not (
        at_start and belongs_together(possible.origin, possible.move)
    )


def belongs_together(origin: str, move: Move) -> bool:
    """Say whether the two jobs of a move are of one job family or on an expert list together."""
    return origin[:MAJOR_GROUP] == move.destination[:MAJOR_GROUP] or move.tier is not None


class Ask(NamedTuple):
    """What a way still asks of what is held: which way, and how far it is met.

    ``schooled``: its award is held. ``study``: course months left. ``experience``: months left.
    ``first``: months of an earlier degree. ``credit``: 4-digit fields of an associate degree held.
    ``diploma``: high school is finished (``_admits_all`` says what is open without).
    """

    place: int
    schooled: bool
    study: int
    experience: int
    first: int
    credit: frozenset[str]
    diploma: bool = True


def list_options(
    region: Region, held: Held, possible: Possible
) -> tuple[tuple[Option, ...], tuple[Option, ...]]:
    """Return every option of a move for what is held, sorted, and those that no other beats.

    Both are empty where the gate stays shut.
    """
    destination = possible.move.destination
    entry = list_entries(region).get(destination)
    if entry is None:
        return (), ()
    asks = [
        _ask(region, held, destination, place, way)
        for place, way in enumerate(entry.ways)
        if _find_refusal(possible, way) is None
    ]
    known = tuple(ask for ask in asks if ask is not None)
    return _keep_options(region, destination, known, possible.climbs)


def find_obstacles(region: Region, held: Held, possible: Possible) -> list[tuple[Obstacle, Way]]:
    """Return what keeps the ways of a move shut for what is held, as far as we can name it.

    ``experience``: the job left does not count as such; ``first``: a rule asks for another job before;
    ``school``: nobody here gives the award.
    """
    destination = possible.move.destination
    entry = list_entries(region).get(destination)
    found: list[tuple[Obstacle, Way]] = []
    for place, way in enumerate(entry.ways if entry else ()):
        refusal = _find_refusal(possible, way)
        if refusal is None:
            ask = _ask(region, held, destination, place, way)
            if ask and ask.diploma and not _open_way(region, destination, way, ask):
                refusal = "school"
        if refusal:
            found.append((refusal, way))
    return found


def _find_refusal(possible: Possible, way: Way) -> Obstacle | None:
    """Return why a way is closed to everybody who comes from the job left."""
    if way.experience and not possible.is_feeder:
        return "experience"
    if way.first and possible.origin not in way.first:
        return "first"
    return None


def _ask(region: Region, held: Held, destination: str, place: int, way: Way) -> Ask | None:
    """Return what is left of a way, None where it stays shut: the diploma that it asks is not held."""
    experience = max(0, way.experience - held.experience)
    if way.asks_award:
        licenses = [rule for rule in way.rules if rule["kind"] == "license"]
        licensed = bool(licenses) and all(name_holding(rule) in held.permits for rule in licenses)
        if licensed or holds_schooling(region.graph, held, destination, way.level):
            return Ask(place, True, 0, experience, 0, frozenset())
        first = 0 if rank_level(held.level) >= rank_level("bachelors") else AFTER_FOUR_YEARS
        credit = list_linked_fields(region.graph).get(destination, frozenset()) & held.credit
        diploma = rank_level(held.level) >= rank_level("high_school")
        return Ask(place, False, way.study, experience, first, credit, diploma)
    if rank_level(held.level) < rank_level(way.level):
        return None
    courses = [rule for rule in way.rules if rule["spent"] == "study"]
    is_met = bool(courses) and all(is_held(held, rule) for rule in courses)
    return Ask(place, False, 0 if is_met else way.study, experience, 0, frozenset())


@lru_cache(maxsize=65_536)
def _keep_options(
    region: Region, destination: str, asks: tuple[Ask, ...], climbs: bool
) -> tuple[tuple[Option, ...], tuple[Option, ...]]:
    ways = list_entries(region)[destination].ways
    options = [
        option for ask in asks for option in _open_way(region, destination, ways[ask.place], ask)
    ]
    if climbs and not any(_prepares(option) for option in options):
        return (), ()
    ordered = tuple(sorted(options, key=_order_option))
    return ordered, tuple(find_best(ordered))


def _prepares(option: Option) -> bool:
    """Say whether an option holds study, work in the job left or a year of learning at work."""
    return bool(option.months_high or option.way.experience) or option.paid >= PREPARED


def _open_way(region: Region, destination: str, way: Way, ask: Ask) -> list[Option]:
    if not way.asks_award or ask.schooled:
        kind: OptionKind = "held" if way.kind == "school" else way.kind
        if kind == "course" and not ask.study:
            kind = "hired"
        return [_make_plain(kind, way, ask)]
    options = [
        _make_award(region, award, way, ask)
        for award in list_awards(region).get(destination, ())
        if is_level(award.credential, way.level)
        and (ask.diploma or _admits_all(region.graph, destination, award.awlevel))
    ]
    if not options and way.level == CERTIFICATE:
        return _make_usual(region, destination, way, ask)
    return options


def _admits_all(graph: Graph, destination: str, awlevel: str) -> bool:
    """Say whether an award is open without a diploma: only under a year, for a job that asks none."""
    asked: Level = get_occupations(graph)[destination]["gate_education"]
    return awlevel in SHORT_AWARDS and rank_level(asked) < rank_level(CERTIFICATE)


def holds_schooling(graph: Graph, held: Held, destination: str, level: Level) -> bool:
    """Say whether an award held, or the schooling of a job left, closes an education gate.

    A level held counts only where more than half of the fields that lead to the job left also
    prepare for the job entered: no credit is assumed for a degree in a field we do not know.
    """
    if held.awards:
        linked = list_linked(graph).get(destination, ())
        if any(award in linked and is_level(award, level) for award in held.awards):
            return True
    wanted = list_fields(graph).get(destination, frozenset())
    return any(
        rank_level(in_field) >= rank_level(level)
        and len(wanted & fields) > SHARED_FIELDS * len(fields)
        for fields, in_field in held.schooling
    )


def _make_plain(kind: OptionKind, way: Way, ask: Ask) -> Option:
    """Return an option without a provider: nothing to study, or hours that a rule states."""
    cost = None if ask.study else 0
    basis = "rule" if ask.study else "none"
    code = "unknown" if ask.study else "none"
    return Option(
        kind, way, None, None, ask.study, ask.study, basis, 0, way.paid, ask.experience,
        cost, cost, "", code, None, 0,
    )  # fmt: skip


def _make_award(region: Region, award: Award, way: Way, ask: Ask) -> Option:
    """Return the option of an award; a bachelor's after an associate in its field takes CREDIT months.

    An award after a bachelor's degree counts that degree in where none is held; its price is then
    not known.
    """
    low, high, basis = award.months.low or 0, award.months.high or 0, award.months.basis
    cost_low, cost, cost_basis = award.cost_low, award.cost, award.cost_basis
    cost_code, cost_year, earlier = award.cost_code, award.cost_year, 0
    if award.awlevel == BACHELORS and award.cip4 in ask.credit:
        low = high = CREDIT
        basis = "level"
        if cost_code == "annual":
            price = _open_pricer(region).price(
                award.provider, award.awlevel, {}, years=CREDIT_YEARS
            )
            cost_low, cost, cost_basis = price.low, price.high, price.basis
    if award.awlevel in AFTER_BACHELORS and ask.first:
        earlier = CREDIT if award.cip4 in ask.credit else ask.first
        low, high = low + earlier, high + earlier
        cost_low = cost = None
        cost_basis, cost_code, cost_year = "", "unknown", None
    high = max(high, ask.study)
    return Option(
        "award", way, award.credential, award.provider, low, high, basis, award.months.programs,
        way.paid, ask.experience, cost_low, cost, cost_basis, cost_code, cost_year,
        award.completions, earlier,
    )  # fmt: skip


@lru_cache(maxsize=16)
def _open_pricer(region: Region) -> Pricer:
    return Pricer(region)


def _make_usual(region: Region, destination: str, way: Way, ask: Ask) -> list[Option]:
    """Return the award usually given, where our sources see little of who teaches it; else nothing."""
    coverage = find_coverage(region.graph, occupation=destination)
    award = list_usual_awards(region.graph).get(destination)
    if award is None or coverage is None or coverage["class"] != "little":
        return []
    awlevel = award.rsplit("/", 1)[1]
    months = list_levels(region.graph)[awlevel].months
    if not (ask.diploma or _admits_all(region.graph, destination, awlevel)):
        return []
    if months is None or months.high is None or not is_level(award, CERTIFICATE):
        return []
    high = max(months.high, ask.study)
    return [
        Option(
            "usual", way, award, None, min(months.low or 0, high), high, "level", 0, way.paid,
            ask.experience, None, None, "", "unknown", None, 0,
        )
    ]  # fmt: skip


def _order_option(option: Option) -> tuple[object, ...]:
    return (
        option.elapsed,
        option.months_high,
        option.cost is None,
        option.cost or 0,
        option.months_low,
        -option.completions,
        option.credential or "",
        option.provider or "",
        option.way.route,
        option.kind,
    )


def find_best(options: Sequence[Option]) -> list[Option]:
    """Return the options that no other beats in months, calendar months, price and its being known.

    Of equal ones the first stays. Options are sorted, as ``list_options`` gives them.
    """
    best: list[Option] = []
    for option in options:
        if not any(_beats(kept, option) for kept in best):
            best = [kept for kept in best if not _beats(option, kept)] + [option]
    return best


def _beats(one: Option, other: Option) -> bool:
    """Say whether one option is nowhere worse; a price that is not known is worse than any."""
    return (
        one.months_high <= other.months_high
        and one.elapsed <= other.elapsed
        and (other.cost is None or (one.cost is not None and one.cost <= other.cost))
    )
