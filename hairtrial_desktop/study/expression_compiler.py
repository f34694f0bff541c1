"""Compiles the AST of an expression into nodes, refusing everything outside the whitelist and every wrong type."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, NoReturn

from hairtrial_desktop.study import expression_operators as operators
from hairtrial_desktop.study.errors import DefinitionError
from hairtrial_desktop.study.expression_names import NameProblem, Names, number, path_of
from hairtrial_desktop.study.expression_nodes import Node
from hairtrial_desktop.study.phrase import phrase
from hairtrial_desktop.study.static_types import NUMBER, ORDERED, SAID, TEXT, TRUTH, Kind, StaticType
from hairtrial_desktop.study.unreadable import unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hairtrial_desktop.study.catalog import FormSignature, Scope
    from hairtrial_desktop.study.values import Value

    Builder = Callable[["Compiler", ast.Call], Node]

_SIGNS: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.In: "in",
    ast.NotIn: "not in",
}  # fmt: skip
_ARITHMETIC: Mapping[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
LONGEST = 10_000


def parse(text: str, scope: Scope) -> tuple[ast.expr, str]:
    """Return the AST and the source it was read from; DefinitionError if it is no expression."""
    line = text.strip()
    source = f"({line}\n)" if "\n" in line else line  # in brackets, so that it may run over several lines
    if len(text) > LONGEST:
        raise definition_error(scope, phrase("at most {longest} characters", longest=LONGEST), f"{len(text)}")
    try:
        return ast.parse(source, mode="eval").body, source
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise definition_error(scope, phrase("an expression"), unreadable(text, error)) from error


def definition_error(scope: Scope, expected: str, found: str) -> DefinitionError:
    """Return the error with the place of ``scope``."""
    return DefinitionError("definition", file=scope.file, path=scope.path, expected=expected, found=found)


class Compiler:
    """Compiles one expression of one scope. ``row`` is the log a predicate looks at, None outside of one."""

    def __init__(
        self, scope: Scope, source: str, functions: Mapping[str, Builder], row: FormSignature | None = None
    ) -> None:
        self.scope = scope
        self.row = row
        self.names = Names(scope, row)
        self._source = source
        self._functions = functions
        self._makers: Mapping[type[ast.expr], Callable[[Any], Node]] = {
            ast.Constant: self._constant,
            ast.BoolOp: self._logic,
            ast.UnaryOp: self._unary,
            ast.BinOp: self._arithmetic,
            ast.Compare: self._compare,
            ast.Call: self._call,
        }

    def of_rows(self, form: FormSignature) -> Compiler:
        """Return a compiler for what is said of the rows of ``form``."""
        return Compiler(self.scope, self._source, self._functions, form)

    def outside_rows(self) -> Compiler:
        """Return a compiler for the place where the rule stands, from within a function of rows."""
        return Compiler(self.scope, self._source, self._functions)

    def fail(self, expected: str, found: str) -> NoReturn:
        """Raise DefinitionError."""
        raise definition_error(self.scope, expected, found)

    def text(self, tree: ast.expr) -> str:
        """Return the source of ``tree`` in one line."""
        return ast.unparse(tree)

    def compile(self, tree: ast.expr) -> Node:
        """Return the node of ``tree``; DefinitionError for anything outside the whitelist."""
        try:
            path = path_of(tree)
            if path is not None:
                return self.names.resolve(path, tree)
            maker = self._makers.get(type(tree))
            if isinstance(tree, ast.Tuple):
                self.fail(phrase("no comma here; the decimals of a number come after a point (30.5)"), self.text(tree))
            if maker is None:
                self.fail(
                    phrase("and, or, not, a comparison, + - * /, a function, a name or a literal"), self.text(tree)
                )
            return maker(tree)
        except NameProblem as problem:
            raise definition_error(self.scope, problem.expected, problem.found) from problem

    def of_kind(self, tree: ast.expr, kind: Kind) -> Node:
        """Return the node of ``tree``, which must be of ``kind``."""
        node = self.compile(tree)
        if not node.type.fits(kind) or (kind is Kind.BOOL and node.type.kind is not Kind.BOOL):
            self.fail(SAID[kind], phrase("{part}, {kind}", part=node.text, kind=node.type.said))
        return node

    def item(self, tree: ast.expr) -> Node:
        """Return the leaf of ``tree``, which must name an item."""
        node = self.compile(tree)
        if node.ref is None:
            self.fail(phrase("the name of an item"), node.text)
        return node

    def string(self, tree: ast.expr) -> str:
        """Return a literal text."""
        if not isinstance(tree, ast.Constant) or not isinstance(tree.value, str):
            self.fail(phrase("a text in quotes"), self.text(tree))
        return tree.value

    def code(self, subject: Node, code: str) -> str:
        """Return ``code`` if ``subject`` can hold it; DefinitionError otherwise."""
        if subject.type.codes is not None and code not in subject.type.codes:
            self.fail(
                phrase("one of the codes {codes} of {subject}", codes=sorted(subject.type.codes), subject=subject.text),
                repr(code),
            )
        if code in subject.type.unknown:
            self.fail(phrase("a code of {subject} that does not read as unknown", subject=subject.text), repr(code))
        return code

    def _constant(self, tree: ast.Constant) -> Node:
        value: Value
        if isinstance(tree.value, bool):
            value, kind = tree.value, TRUTH
        elif isinstance(tree.value, (int, float)):
            value, kind = number(ast.get_source_segment(self._source, tree) or repr(tree.value)), NUMBER
        elif isinstance(tree.value, str):
            value, kind = tree.value, StaticType(Kind.TEXT, frozenset({tree.value}))
        else:
            self.fail(phrase("a number, a text, True or False"), self.text(tree))
        return Node(tree, kind, lambda _ctx, _row: value, "literal", literal=value)

    def _logic(self, tree: ast.BoolOp) -> Node:
        parts = tuple(self.of_kind(part, Kind.BOOL) for part in tree.values)
        both = isinstance(tree.op, ast.And)
        run = (operators.run_and if both else operators.run_or)(tuple(part.run for part in parts))
        return Node(tree, TRUTH, run, "and" if both else "or", parts)

    def _unary(self, tree: ast.UnaryOp) -> Node:
        if isinstance(tree.op, ast.Not):
            part = self.of_kind(tree.operand, Kind.BOOL)
            return Node(tree, TRUTH, operators.run_not(part.run), "not", (part,))
        if not isinstance(tree.op, ast.USub):
            self.fail(phrase("not, or - before a number"), self.text(tree))
        part = self.of_kind(tree.operand, Kind.NUMBER)
        zero = number("0")
        run = operators.run_arithmetic("-", lambda _ctx, _row: zero, part.run)
        return Node(tree, NUMBER, run, "negative", (part,))

    def _arithmetic(self, tree: ast.BinOp) -> Node:
        sign = _ARITHMETIC.get(type(tree.op))
        if sign is None:
            self.fail(phrase("+ - * or /"), self.text(tree))
        left, right = self.compile(tree.left), self.compile(tree.right)
        joined = sign == "+" and left.type.kind is right.type.kind is Kind.TEXT
        for part in (left, right):
            if not joined and not part.type.fits(Kind.NUMBER):
                self.fail(
                    phrase("numbers (for dates: add_months, add_days, days_between)"),
                    phrase("{part}, {kind}", part=part.text, kind=part.type.said),
                )
        run = operators.run_arithmetic(sign, left.run, right.run)
        return Node(tree, TEXT if joined else NUMBER, run, "arithmetic", (left, right), (sign,))

    def _compare(self, tree: ast.Compare) -> Node:
        signs = tuple(_SIGNS.get(type(sign), "") for sign in tree.ops)
        if "" in signs:
            self.fail(phrase("== != < <= > >= in, not in"), self.text(tree))
        if any("in" in sign for sign in signs):
            if len(signs) > 1:
                self.fail(phrase("in by itself, not chained"), self.text(tree))
            return self._membership(tree, negate=signs[0] == "not in")
        parts = tuple(self.compile(part) for part in (tree.left, *tree.comparators))
        for at, sign in enumerate(signs):
            self._comparable(sign, parts[at], parts[at + 1])
        run = operators.run_compare(tuple(part.run for part in parts), signs)
        return Node(tree, TRUTH, run, "compare", parts, signs)

    def _comparable(self, sign: str, left: Node, right: Node) -> None:
        if left.type.kind is Kind.CODES:
            self.fail(f"contains({left.text}, 'code')", f"{left.text} {sign} {right.text}")
        if not left.type.fits(right.type.kind):
            self.fail(
                phrase("{kind} to compare with {left}", kind=left.type.said, left=left.text),
                phrase("{part}, {kind}", part=right.text, kind=right.type.said),
            )
        if sign not in ("==", "!=") and left.type.kind not in ORDERED:
            self.fail(
                phrase("== or !=, no order, between values of which each is {kind}", kind=left.type.said),
                f"{left.text} {sign} {right.text}",
            )
        for subject, other in ((left, right), (right, left)):
            if isinstance(other.literal, str) and subject.literal is None:
                self.code(subject, other.literal)
        codes = left.type.codes, right.type.codes
        if codes[0] is not None and codes[1] is not None and not codes[0] & codes[1]:
            self.fail(phrase("a text that {left} can hold", left=left.text), right.text)

    def _membership(self, tree: ast.Compare, *, negate: bool) -> Node:
        part, options = self.compile(tree.left), tree.comparators[0]
        if not isinstance(options, (ast.Tuple, ast.Set, ast.List)) or not options.elts:
            self.fail(phrase("in (…) with literals; contains(X, 'code') for several codes"), self.text(tree))
        literals = [self.compile(option) for option in options.elts]
        for literal in literals:
            if literal.literal is None or isinstance(literal.literal, bool):
                self.fail(phrase("literals after in"), literal.text)
            self._comparable("==", part, literal)
        values = frozenset(literal.literal for literal in literals if literal.literal is not None)
        run = operators.run_in(part.run, values, negate=negate)
        return Node(tree, TRUTH, run, "in", (part, *literals), ("not in" if negate else "in",))

    def _call(self, tree: ast.Call) -> Node:
        name = tree.func.id if isinstance(tree.func, ast.Name) else ""
        if name not in self._functions:
            self.fail(phrase("one of the functions {functions}", functions=sorted(self._functions)), self.text(tree))
        if tree.keywords or any(isinstance(argument, ast.Starred) for argument in tree.args):
            self.fail(phrase("arguments in order, without names"), self.text(tree))
        return self._functions[name](self, tree)
