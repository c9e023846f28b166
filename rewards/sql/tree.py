"""Whether two queries are one, by their trees, where there is no database to ask."""

from typing import Any

from rewards.extras import import_extra

# Values of an IN list that is read as equations joined by OR.
_MOST_CHOICES = 50


def is_same_query(query: str, gold: str, dialect: str) -> bool | None:
    """Whether sqlglot's trees of both are equal after normalisation; None when `query` is no query.

    Case, quotes, aliases of tables and columns, comments, and the order of what AND, OR, =, <>, +
    and * join make no difference. Raises ValueError when `gold` is no single query.
    """
    wanted = _normal_tree(gold, dialect)
    if wanted is None:
        raise ValueError(f"reference_answer: expected one query in {dialect}, got {gold[:500]!r}")
    got = _normal_tree(query, dialect)
    return None if got is None else bool(got == wanted)


def _normal_tree(query: str, dialect: str) -> Any:
    sqlglot = import_extra("sqlglot", "sql")
    try:
        trees = [tree for tree in sqlglot.parse(query, dialect=dialect) if tree is not None]
        if len(trees) != 1 or not isinstance(trees[0], sqlglot.exp.Query):
            return None
        return _normalise(trees[0], dialect)
    except (sqlglot.errors.SqlglotError, RecursionError):
        return None


def _normalise(tree: Any, dialect: str) -> Any:
    normalize = import_extra("sqlglot.optimizer.normalize_identifiers", "sql").normalize_identifiers
    exp = import_extra("sqlglot", "sql").exp
    tree = normalize(tree, dialect=dialect)
    for node in list(tree.walk()):
        node.comments = None
        if isinstance(node, exp.Identifier):
            node.set("quoted", False)
            node.set("this", node.name.lower())
    simplify = import_extra("sqlglot.optimizer.simplify", "sql").simplify
    _name_tables(tree, exp)
    _drop_names_of_results(tree, exp)
    tree = _spell_alike(tree, exp)
    return _sort_operands(_spell_alike(simplify(tree), exp), exp)


def _spell_alike(tree: Any, exp: Any) -> Any:
    """One spelling for what SQL has several for: brackets, joins, counts of rows, no offset."""
    for node in list(tree.walk()):
        _spell_predicate(node, exp)
        _spell_source(node, exp)
    for select in tree.find_all(exp.Select):
        _join_by_where(select, exp)
        group = select.args.get("group")
        if group and not any(isinstance(it, exp.Literal) for it in group.expressions):
            group.set("expressions", sorted(group.expressions, key=_sql_text))
    return tree


def _spell_predicate(node: Any, exp: Any) -> None:
    if isinstance(node, exp.Count) and isinstance(node.this, exp.Literal):
        node.set("this", exp.Star())
    elif isinstance(node, exp.In) and 0 < len(node.expressions) <= _MOST_CHOICES:
        equal = (exp.EQ(this=node.this.copy(), expression=it) for it in node.expressions)
        node.replace(exp.paren(exp.or_(*equal, copy=False), copy=False))
    elif node.args.get("negate"):
        node.set("negate", None)
        node.replace(exp.Not(this=node.copy()))


def _spell_source(node: Any, exp: Any) -> None:
    bracket = isinstance(node, exp.Paren) and not isinstance(node.this, exp.Query) and node.parent
    if bracket or (isinstance(node, exp.Subquery) and isinstance(node.this, exp.Table)):
        node.replace(node.this)
    elif isinstance(node, exp.Offset) and node.expression.name == "0":
        node.pop()
    elif isinstance(node, exp.Join) and node.kind in ("INNER", "OUTER", "CROSS"):
        node.set("kind", None)


def _join_by_where(select: Any, exp: Any) -> None:
    """The conditions of inner joins among those of WHERE, where no outer join keeps them apart."""
    joins = select.args.get("joins") or []
    if any(it.side in ("RIGHT", "FULL") or it.args.get("using") for it in joins):
        return
    inner = [it for it in joins if not it.side and not it.args.get("kind")]
    for join in inner:
        if join.args.get("on") is not None:
            select.where(join.args["on"], copy=False)
            join.set("on", None)
    source = select.args.get("from_") or select.args.get("from")
    if source and len(inner) == len(joins) and not select.find(exp.Star):
        tables = sorted([source.this, *(it.this for it in joins)], key=_sql_text)
        source.set("this", tables[0].copy())
        for join, table in zip(joins, tables[1:], strict=True):
            join.set("this", table.copy())


def _name_tables(tree: Any, exp: Any) -> None:
    """Each table by its own name, and columns without a table's where there is only one."""
    tables = list(tree.find_all(exp.Table))
    real = {table.alias_or_name: table.name for table in tables}
    if len(set(real.values())) != len(tables):
        return  # a table that is there twice cannot do without its aliases
    for table in tables:
        table.set("alias", None)
    for column in tree.find_all(exp.Column):
        if column.table in real:
            owner = exp.to_identifier(real[column.table]) if len(tables) > 1 else None
            column.set("table", owner)


def _drop_names_of_results(tree: Any, exp: Any) -> None:
    """The outermost columns without their aliases, which an ORDER BY may have used."""
    if not isinstance(tree, exp.Select):
        return
    meant = {entry.alias: entry.this for entry in tree.expressions if isinstance(entry, exp.Alias)}
    order = tree.args.get("order")
    for column in list(order.find_all(exp.Column)) if order else []:
        if not column.table and column.name in meant:
            column.replace(meant[column.name].copy())
    tree.set("expressions", [entry.unalias() for entry in tree.expressions])


def _sort_operands(tree: Any, exp: Any) -> Any:
    """The tree with what commutes in one order, inner before outer."""
    for node in reversed(list(tree.walk(bfs=True))):
        if isinstance(node, exp.And | exp.Or | exp.Add | exp.Mul):
            _sort_chain(node)
        elif isinstance(node, exp.EQ | exp.NEQ):
            first, second = sorted((node.this, node.expression), key=_sql_text)
            node.set("this", first)
            node.set("expression", second)
        elif isinstance(node, exp.In) and node.expressions:
            node.set("expressions", sorted(node.expressions, key=_sql_text))
        elif isinstance(node, exp.Union | exp.Intersect) and not node.args.get("order"):
            sides = (node.this, node.expression)
            if all(isinstance(it, exp.Select) for it in sides):
                first, second = sorted(sides, key=_sql_text)
                node.set("this", first)
                node.set("expression", second)
        elif isinstance(node, exp.GT | exp.GTE):
            flipped = exp.LT if isinstance(node, exp.GT) else exp.LTE
            node.replace(flipped(this=node.expression, expression=node.this))
    return tree


def _sort_chain(node: Any) -> None:
    if isinstance(node.parent, type(node)):
        return  # sorted with the whole chain
    operands = sorted((operand.copy() for operand in node.flatten()), key=_sql_text)
    whole = operands[0]
    for operand in operands[1:]:
        whole = type(node)(this=whole, expression=operand)
    node.set("this", whole.this)
    node.set("expression", whole.expression)


def _sql_text(node: Any) -> str:
    return str(node.sql())
