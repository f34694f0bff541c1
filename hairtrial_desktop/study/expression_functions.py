"""The whitelisted functions on values and items (``rows`` functions are in ``expression_rows``)."""

from __future__ import annotations

from decimal import Decimal, DecimalException
from typing import TYPE_CHECKING, Any

from hairtrial_desktop.study import calendar_math, damm, partial_date
from hairtrial_desktop.study.definitions import DataType, NullFlavour
from hairtrial_desktop.study.expression_nodes import Node
from hairtrial_desktop.study.expression_operators import run_not
from hairtrial_desktop.study.folding import mentions
from hairtrial_desktop.study.kleene import UNKNOWN, Unknown
from hairtrial_desktop.study.phrase import phrase
from hairtrial_desktop.study.quantity import rounded
from hairtrial_desktop.study.static_types import DATE, NUMBER, ORDERED, TEXT, TRUTH, Kind, StaticType

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Mapping
    from datetime import time

    from hairtrial_desktop.study.expression_compiler import Builder, Compiler
    from hairtrial_desktop.study.expression_nodes import Run
    from hairtrial_desktop.study.partial_date import PartialDate
    from hairtrial_desktop.study.values import Context, Ref, Value

MINUTES = 60
MOST_PLACES = 9
_ELSEWHERE = ("previous", "baseline")
VERDICTS = {True: "Y", False: "N"}


def _arguments(compiler: Compiler, call: ast.Call, least: int, most: int | None = None) -> list[ast.expr]:
    if len(call.args) < least or (most is not None and len(call.args) > most):
        wanted = (
            f"{least}"
            if most == least
            else phrase("at least {least}", least=least)
            if most is None
            else phrase("{least} to {most}", least=least, most=most)
        )
        compiler.fail(phrase("{wanted} argument(s)", wanted=wanted), compiler.text(call))
    return call.args


def _strict(parts: tuple[Node, ...], compute: Callable[..., Value]) -> Run:
    """Return a run that is unknown as soon as an argument is, or where arithmetic has no answer."""
    runs = tuple(part.run for part in parts)

    def run(ctx: Context, row: Context | None) -> Value:
        values = [part(ctx, row) for part in runs]
        if any(value is UNKNOWN for value in values):
            return UNKNOWN
        try:
            return compute(*values)
        except (DecimalException, OverflowError):
            return UNKNOWN

    return run


def pure(kinds: tuple[Kind, ...], result: StaticType, compute: Callable[..., Value]) -> Builder:
    """Return the builder of a function of values: unknown in, unknown out."""

    def build(compiler: Compiler, call: ast.Call) -> Node:
        trees = _arguments(compiler, call, len(kinds), len(kinds))
        parts = tuple(compiler.of_kind(tree, kind) for tree, kind in zip(trees, kinds, strict=True))
        return Node(call, result, _strict(parts, compute), "call", parts)

    return build


def _whole(number: Decimal) -> int:
    if number != number.to_integral_value():
        raise OverflowError(number)
    return int(number)


def _add_months(day: PartialDate, months: Decimal) -> Value:
    return partial_date.shifted(day, calendar_math.add_months, _whole(months))


def _add_days(day: PartialDate, days: Decimal) -> Value:
    return partial_date.shifted(day, calendar_math.add_days, _whole(days))


def _number(count: int | Unknown) -> Value:
    return UNKNOWN if isinstance(count, Unknown) else Decimal(count)


def _minutes_between(start: time, end: time) -> Value:
    return Decimal((end.hour - start.hour) * MINUTES + end.minute - start.minute)


def _hours_between(start_day: PartialDate, start: time, end_day: PartialDate, end: time) -> Value:
    days, minutes = partial_date.days_between(start_day, end_day), _minutes_between(start, end)
    if not isinstance(days, int) or not isinstance(minutes, Decimal):
        return UNKNOWN
    return days * 24 + minutes / MINUTES


def _extreme(compute: Callable[..., Any], of_days: Callable[..., PartialDate]) -> Builder:
    def build(compiler: Compiler, call: ast.Call) -> Node:
        parts = tuple(compiler.compile(tree) for tree in _arguments(compiler, call, 2))
        for part in parts:
            if part.type.kind not in ORDERED or not part.type.fits(parts[0].type.kind):
                compiler.fail(
                    phrase("numbers, or dates, or times"), phrase("{part}, {kind}", part=part.text, kind=part.type.said)
                )
        dates = parts[0].type.kind is Kind.DATE
        run = _strict(parts, (lambda *days: of_days(days)) if dates else compute)
        return Node(call, parts[0].type, run, "call", parts)

    return build


def _round(compiler: Compiler, call: ast.Call) -> Node:
    subject, places_tree = _arguments(compiler, call, 2, 2)
    part, places = compiler.of_kind(subject, Kind.NUMBER), compiler.compile(places_tree).literal
    if not isinstance(places, Decimal) or places not in range(MOST_PLACES + 1):
        compiler.fail(phrase("a whole number 0 to {most} of places", most=MOST_PLACES), compiler.text(call))
    run = _strict((part,), lambda number: rounded(number, int(places)))
    return Node(call, NUMBER, run, "call", (part,))


def _of_item(op: str, result: StaticType, look: Callable[[Context, Ref], Value]) -> Builder:
    """Return the builder of a function that looks at an item itself, not at its value."""

    def build(compiler: Compiler, call: ast.Call) -> Node:
        leaf = compiler.item(_arguments(compiler, call, 1, 1)[0])
        ref = leaf.ref
        if ref is None:
            compiler.fail(phrase("the name of an item"), leaf.text)

        def run(ctx: Context, row: Context | None) -> Value:
            place = ctx if leaf.row_form is None else row
            return UNKNOWN if place is None else look(place, ref)

        return Node(call, result, run, op, (leaf,))

    return build


_missing_item = _of_item("missing", TRUTH, lambda ctx, ref: ctx.missing(ref))


def _missing(compiler: Compiler, call: ast.Call) -> Node:
    """Build ``missing(X)``; ``missing(previous(X))`` is True where there is no earlier value."""
    inner = _arguments(compiler, call, 1, 1)[0]
    elsewhere = compiler.compile(inner)
    if elsewhere.op not in _ELSEWHERE:
        return _missing_item(compiler, call)
    look = elsewhere.run
    return Node(call, TRUTH, lambda ctx, row: look(ctx, row) is UNKNOWN, "missing", (elsewhere,))


def _known(compiler: Compiler, call: ast.Call) -> Node:
    missing = _missing(compiler, call)
    return Node(call, TRUTH, run_not(missing.run), "not", (missing,))


def _at_other_event(op: str, look: Callable[[Context, Ref], Value]) -> Builder:
    def build(compiler: Compiler, call: ast.Call) -> Node:
        leaf = compiler.item(_arguments(compiler, call, 1, 1)[0])
        ref = leaf.ref
        if ref is None or leaf.row_form is not None:
            compiler.fail(phrase("an item of a form that is no log"), leaf.text)
        return Node(call, leaf.type, lambda ctx, _: look(ctx, ref), op, (leaf,))

    return build


def _choose(compiler: Compiler, call: ast.Call) -> Node:
    trees = _arguments(compiler, call, 3)
    subject = compiler.of_kind(trees[0], Kind.TEXT)
    if len(trees) % 2 == 0:
        compiler.fail(phrase("a code and a value in turn"), compiler.text(call))
    codes = [compiler.code(subject, compiler.string(tree)) for tree in trees[1::2]]
    if len(set(codes)) != len(codes):
        compiler.fail(phrase("every code once"), compiler.text(call))
    values = tuple(compiler.compile(tree) for tree in trees[2::2])
    for value in values:
        if not value.type.fits(values[0].type.kind):
            compiler.fail(
                phrase("values of one kind ({kind})", kind=values[0].type.said),
                phrase("{part}, {kind}", part=value.text, kind=value.type.said),
            )
    table = {code: value.run for code, value in zip(codes, values, strict=True)}

    def run(ctx: Context, row: Context | None) -> Value:
        chosen = subject.run(ctx, row)
        branch = table.get(chosen) if isinstance(chosen, str) else None
        return UNKNOWN if branch is None else branch(ctx, row)

    texts = [value.type.codes for value in values]
    possible = None if None in texts else frozenset[str]().union(*(each for each in texts if each is not None))
    kind = StaticType(values[0].type.kind, possible)
    return Node(call, kind, run, "choose", (subject, *values), tuple(codes))


def _first_known(compiler: Compiler, call: ast.Call) -> Node:
    parts = tuple(compiler.compile(tree) for tree in _arguments(compiler, call, 2))
    for part in parts:
        if not part.type.fits(parts[0].type.kind):
            compiler.fail(
                phrase("values of one kind ({kind})", kind=parts[0].type.said),
                phrase("{part}, {kind}", part=part.text, kind=part.type.said),
            )

    def run(ctx: Context, row: Context | None) -> Value:
        values = (part.run(ctx, row) for part in parts)
        return next((value for value in values if value is not UNKNOWN), UNKNOWN)

    return Node(call, parts[0].type, run, "call", parts)


def _verdict(compiler: Compiler, call: ast.Call) -> Node:
    part = compiler.of_kind(_arguments(compiler, call, 1, 1)[0], Kind.BOOL)

    def run(ctx: Context, row: Context | None) -> Value:
        value = part.run(ctx, row)
        return VERDICTS[value] if isinstance(value, bool) else "U"

    return Node(call, StaticType(Kind.TEXT, frozenset("YNU")), run, "call", (part,))


def _contains(compiler: Compiler, call: ast.Call) -> Node:
    subject, code_tree = _arguments(compiler, call, 2, 2)
    leaf = compiler.of_kind(subject, Kind.CODES)
    code = compiler.code(leaf, compiler.string(code_tree))
    run = _strict((leaf,), lambda codes: code in codes)
    return Node(call, TRUTH, run, "contains", (leaf,), (code,))


def _user_role(compiler: Compiler, call: ast.Call) -> Node:
    leaf = compiler.item(_arguments(compiler, call, 1, 1)[0])
    if leaf.item is None or leaf.item.data_type is not DataType.USER:
        compiler.fail(phrase("an item of type user"), leaf.text)

    def run(ctx: Context, row: Context | None) -> Value:
        user = leaf.run(ctx, row)
        role = ctx.user_role(user) if isinstance(user, str) else None
        return UNKNOWN if role is None else role

    return Node(call, TEXT, run, "call", (leaf,))


def _identity_age(compiler: Compiler, call: ast.Call) -> Node:
    _arguments(compiler, call, 0, 0)
    return Node(call, NUMBER, lambda ctx, _: ctx.identity_age(), "identity_age")


def _of_form(look: Callable[[Context, str | None, str], bool]) -> Builder:
    """Return the builder of a function of a form: ``'EVENT.FORM'``, or ``'FORM'`` for that of the same event."""

    def build(compiler: Compiler, call: ast.Call) -> Node:
        name = compiler.string(_arguments(compiler, call, 1, 1)[0])
        event, _, form = name.rpartition(".")
        scope = compiler.scope
        events = (event,) if event else scope.catalog.events_of(scope.form) if scope.form is not None else ()
        if not events or any(form not in scope.catalog.events.get(each, ()) for each in events):
            compiler.fail(phrase("'EVENT.FORM', a form of that event, or 'FORM', a form of the same event"), repr(name))
        event_oid, form_oid = f"SE.{event}" if event else None, f"F.{form}"

        def run(ctx: Context, _row: Context | None) -> Value:
            return look(ctx, event_oid, form_oid)

        return Node(call, TRUTH, run, "form", detail=(event_oid or "", form_oid))

    return build


FUNCTIONS: Mapping[str, Builder] = {
    "missing": _missing,
    "known": _known,
    "nullflavor": _of_item(
        "nullflavor",
        StaticType(Kind.TEXT, frozenset({"", *NullFlavour})),
        lambda ctx, ref: ctx.null_flavour(ref) or "",
    ),
    "previous": _at_other_event("previous", lambda ctx, ref: ctx.previous(ref)),
    "baseline": _at_other_event("baseline", lambda ctx, ref: ctx.baseline(ref)),
    "add_months": pure((Kind.DATE, Kind.NUMBER), DATE, _add_months),
    "add_days": pure((Kind.DATE, Kind.NUMBER), DATE, _add_days),
    "age": pure((Kind.DATE, Kind.DATE), NUMBER, lambda birth, on: _number(partial_date.age(birth, on))),
    "days_between": pure((Kind.DATE, Kind.DATE), NUMBER, lambda a, b: _number(partial_date.days_between(a, b))),
    "hours_between": pure((Kind.DATE, Kind.TIME, Kind.DATE, Kind.TIME), NUMBER, _hours_between),
    "minutes_between": pure((Kind.TIME, Kind.TIME), NUMBER, _minutes_between),
    "abs": pure((Kind.NUMBER,), NUMBER, abs),
    "min": _extreme(min, partial_date.earliest_of),
    "max": _extreme(max, partial_date.latest_of),
    "round_half_up": _round,
    "choose": _choose,
    "first_known": _first_known,  # a second source of the same fact, for example the age from the identity table
    "verdict": _verdict,
    "damm": pure((Kind.TEXT,), TRUTH, damm.passes),
    "contains": _contains,
    "mentions": pure((Kind.TEXT, Kind.TEXT), TRUTH, mentions),
    "user_role": _user_role,
    "identity_age": _identity_age,
    "signed": _of_form(lambda ctx, event, form: ctx.signed(event, form)),
    "completed": _of_form(lambda ctx, event, form: ctx.completed(event, form)),
}
