"""Print SQLAlchemy or SQLModel metadata as gitmig models.

    python3 sqlalchemy_models.py "package.module:SQLModel.metadata"

The working directory is put in front of sys.path. Nothing but SQLAlchemy (1.4 or later) is
needed. Columns get the type that SQLAlchemy itself would create: one of gitmig's own types
where that is the same on SQLite and SQL Server, else {sqlite: X, mssql: Y}.

Standard output gets the models and nothing else, and only when all of them could be read;
whatever the imported modules print goes to standard error. What metadata can say and models
cannot is named there, too. Exit status 1 with a message on standard error when something is
wrong.
"""

import datetime
import decimal
import importlib
import json
import math
import os
import re
import sys
import traceback


class ModelError(Exception):
    pass


class Number(str):
    """The text of a number, written as it stands."""


def note(text):
    print(f"gitmig: {text}", file=sys.stderr)


def left_out(where, what):
    note(f"{where}: {what} is left out, models have no word for it")


def renamed_from(item):
    """What info={"renamed_from": NAME} of a table or column says it was called."""
    name = item.info.get("renamed_from")
    return {"renamed_from": str(name)} if name else {}


# ---- finding the metadata


def load_metadata(target):
    module_name, colon, path = target.partition(":")
    if not colon or not module_name or not path:
        raise ModelError(f'"{target}" is not of the form package.module:attribute')
    found = import_module(module_name)
    for name in path.split("."):
        try:
            found = getattr(found, name)
        except AttributeError:
            raise ModelError(f'module {module_name} has no "{path}"') from None
    from sqlalchemy import MetaData

    if not isinstance(found, MetaData):
        found = getattr(found, "metadata", None)
    if not isinstance(found, MetaData):
        raise ModelError(f'"{target}" is no SQLAlchemy metadata')
    return found


def import_module(name):
    try:
        return importlib.import_module(name)
    except (Exception, SystemExit) as error:
        raise ModelError(f"cannot import {name}: {describe(error)}{last_lines(error)}") from None


def frames_of(error):
    return [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename != __file__ and not frame.filename.startswith("<")
    ]


def last_lines(error):
    """The end of the traceback, for people."""
    return "".join(
        f"\n  {frame.filename}:{frame.lineno}: {frame.line}" for frame in frames_of(error)[-4:]
    )


def describe(error):
    """One line: what happened, and where in the user's code."""
    text = f"{type(error).__name__}: {error}".strip().rstrip(":")
    own = [frame for frame in frames_of(error) if not is_library(frame.filename)]
    if own and not isinstance(error, SyntaxError):
        text += f" ({own[-1].filename}, line {own[-1].lineno})"
    return " ".join(text.split())


def is_library(path):
    return "-packages" + os.sep in path or path.startswith(os.path.dirname(os.__file__))


# ---- types


def dialects():
    from sqlalchemy.dialects import mssql, sqlite

    # Without a connection SQLAlchemy takes the oldest server there is.
    sql_server = mssql.dialect(deprecate_large_types=True)
    sql_server.server_version_info = (15, 0)
    return {"sqlite": sqlite.dialect(), "mssql": sql_server}


# What the two databases call gitmig's types; {} is a length, precision or scale.
PAIRS = [
    ("boolean", "BOOLEAN", "BIT"),
    ("smallint", "SMALLINT", "SMALLINT"),
    ("integer", "INTEGER", "INT"),
    ("bigint", "BIGINT", "BIGINT"),
    ("float", "FLOAT", "REAL"),
    ("double", "DOUBLE", "FLOAT"),
    ("numeric", "NUMERIC", "NUMERIC"),
    ("numeric({})", "NUMERIC({})", "NUMERIC({})"),
    ("numeric({}, {})", "NUMERIC({},{})", "NUMERIC({},{})"),
    ("string", "VARCHAR", "VARCHAR(MAX)"),
    ("string({})", "VARCHAR({})", "VARCHAR({})"),
    ("text", "TEXT", "VARCHAR(MAX)"),
    ("unicode", "NVARCHAR", "NVARCHAR(MAX)"),
    ("unicode({})", "NVARCHAR({})", "NVARCHAR({})"),
    ("unicode_text", "NTEXT", "NVARCHAR(MAX)"),
    ("date", "DATE", "DATE"),
    ("time", "TIME", "TIME"),
    ("datetime", "DATETIME", "DATETIME2"),
    ("datetime_tz", "DATETIME", "DATETIMEOFFSET"),
    ("uuid", "CHAR(32)", "UNIQUEIDENTIFIER"),
    ("binary({})", "BLOB", "VARBINARY({})"),
    ("blob", "BLOB", "VARBINARY(MAX)"),
    ("json", "JSON", "NVARCHAR(MAX)"),
]

SQL_SERVER_NAMES = {
    "INTEGER": "INT",
    "DOUBLE PRECISION": "FLOAT",
    "FLOAT(53)": "FLOAT",
    "FLOAT(24)": "REAL",
}


def normal_text(text):
    return re.sub(r"\s*([(),])\s*", r"\1", text.strip().upper())


def abstract_type(sqlite, mssql):
    """gitmig's name for the pair, or None."""
    sqlite = normal_text(sqlite)
    mssql = normal_text(mssql)
    mssql = SQL_SERVER_NAMES.get(mssql, mssql)
    for name, for_sqlite, for_mssql in PAIRS:
        numbers = re.findall(r"\d+", mssql if "{" in for_mssql else "")
        if name.count("{") != len(numbers):
            continue
        if sqlite == fill_in(for_sqlite, numbers) and mssql == fill_in(for_mssql, numbers):
            return name.format(*numbers)
    return None


def fill_in(pattern, numbers):
    return pattern.format(*numbers) if "{" in pattern else pattern


def resolve(type_, dialect):
    """The type behind decorators and variants."""
    from sqlalchemy.types import TypeDecorator

    variants = getattr(type_, "_variant_mapping", None) or getattr(type_, "mapping", None)
    if isinstance(variants, dict) or hasattr(variants, "get"):
        type_ = variants.get(dialect.name, getattr(type_, "impl", type_)
                             if type(type_).__name__ == "Variant" else type_)
    while isinstance(type_, TypeDecorator):
        inner = type_.load_dialect_impl(dialect)
        if inner is type_:
            break
        type_ = inner
    return type_


def compiled_type(type_, dialect):
    """Its text without the collation, or None."""
    from sqlalchemy.exc import CompileError

    try:
        text = resolve(type_, dialect).compile(dialect=dialect)
    except (CompileError, NotImplementedError):
        return None
    return re.sub(r"\s+COLLATE\s+\S+$", "", text)


def column_type(column, known):
    from sqlalchemy.types import NullType

    where = f"{column.table.fullname}.{column.name}"
    kind = resolve(column.type, known["sqlite"])
    if isinstance(kind, NullType):
        raise ModelError(f"column {where} has no type")
    # SQLAlchemy's own choice, DATETIME, is the older and coarser one.
    if (getattr(kind, "__visit_name__", "") == "datetime" and not kind.timezone
            and type(resolve(column.type, known["mssql"])) is type(kind)):
        return "datetime"
    texts = {name: compiled_type(column.type, dialect) for name, dialect in known.items()}
    texts = {name: text for name, text in texts.items() if text}
    if not texts:
        raise ModelError(
            f"column {where}: neither SQLite nor SQL Server has a type for "
            f"{column.type!r}"
        )
    if len(texts) == 2:
        return abstract_type(texts["sqlite"], texts["mssql"]) or texts
    return texts


def collation_of(column, known):
    kind = resolve(column.type, known["sqlite"])
    return getattr(kind, "collation", None)


# ---- expressions


def compile_expression(expression, known, where):
    """The SQL of an expression: one text for both databases."""
    from sqlalchemy.exc import CompileError

    texts = []
    problem = None
    for dialect in known.values():
        compiler = dialect.statement_compiler(dialect, None)
        try:
            texts.append(
                compiler.process(expression, include_table=False, literal_binds=True)
            )
        except (CompileError, NotImplementedError) as error:
            problem = error
    if not texts:
        raise ModelError(f"{where}: {problem}")
    # N'text' is SQL Server's way to say 'text'.
    if len({re.sub(r"\bN'", "'", text) for text in texts}) > 1:
        note(f"{where}: SQLite's {texts[0]!r} is taken, SQL Server would have {texts[1]!r}")
    # Compiled for a driver with %-parameters, a percent sign comes out twice.
    return texts[0].replace("%%", "%") if "%%" in texts[0] else texts[0]


# ---- defaults


def plain_value(value):
    """A value as YAML can say it; None: it cannot."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        # Of a class that is a string and an Enum, not its name.
        return str.__str__(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return "0x" + bytes(value).hex() if len(value) else ""
    if isinstance(value, int):
        return Number(int(value))
    if isinstance(value, float):
        return Number(repr(float(value))) if math.isfinite(value) else None
    if isinstance(value, decimal.Decimal):
        return Number(format(value, "f")) if value.is_finite() else None
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat(" ") if isinstance(value, datetime.datetime) else str(value)
    return None


def stored_value(value, column, known):
    """What the database holds for a Python value."""
    from sqlalchemy.types import Boolean, Numeric

    kind = resolve(column.type, known["sqlite"])
    if isinstance(kind, Boolean) and value in (0, 1):
        return bool(value)
    if isinstance(kind, Numeric) and plain_value(value) is not None:
        return plain_value(value)
    dialect = known["sqlite"]
    process = column.type.dialect_impl(dialect).bind_processor(dialect)
    try:
        return plain_value(process(value) if process else value)
    except Exception as error:
        raise ModelError(
            f"column {column.table.fullname}.{column.name}: its default {value!r} is "
            f"none of its type's values: {describe(error)}"
        ) from None


def fill_of(column, known):
    default = column.default
    where = f"column {column.table.fullname}.{column.name}"
    if getattr(default, "is_sequence", False):
        left_out(where, f"its sequence {default.name}")
    if default is None or not getattr(default, "is_scalar", False) or default.arg is None:
        return None
    value = stored_value(default.arg, column, known)
    if value is None:
        left_out(where, f"its default {default.arg!r}")
    return value


NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")


def is_numeric(column, known):
    from sqlalchemy.types import Boolean, Integer, Numeric

    return isinstance(resolve(column.type, known["sqlite"]), (Boolean, Integer, Numeric))


def literal_default(text, column, known):
    """The value of a literal that stands as SQL; None: it is an expression."""
    from sqlalchemy.types import Boolean

    bare = text.strip()
    while bare.startswith("(") and bare.endswith(")") and "(" not in bare[1:]:
        bare = bare[1:-1].strip()
    boolean = isinstance(resolve(column.type, known["sqlite"]), Boolean)
    if boolean and bare.lower() in ("0", "false", "1", "true"):
        return bare.lower() in ("1", "true")
    if NUMBER.fullmatch(bare):
        return Number(bare)
    match = re.fullmatch(r"N?'((?:[^']|'')*)'", bare)
    return match.group(1).replace("''", "'") if match else None


def put_default(entry, column, known):
    default = column.server_default
    arg = getattr(default, "arg", None)
    if arg is None or column.computed is not None or column.identity is not None:
        return
    if isinstance(arg, str):
        # The text of a literal, in quotes in SQL whatever the type is.
        if is_numeric(column, known):
            value = literal_default(arg, column, known)
            entry["default"] = arg if value is None else value
        else:
            entry["default"] = arg
        return
    where = f"default of column {column.table.fullname}.{column.name}"
    text = compile_expression(arg, known, where)
    if text.strip().upper() == "NULL":
        return
    value = literal_default(text, column, known)
    if value is None:
        entry["default_sql"] = text
    else:
        entry["default"] = value


# ---- tables


def name_of(item):
    """The name of a constraint or index, by naming convention too; None: it has none."""
    name = item.name
    return str(name) if isinstance(name, str) and name else None


def named(item, entry):
    name = name_of(item)
    return {"name": name, **entry} if name else entry


def autoincrement_of(column):
    """None says what SQLAlchemy means by "auto"."""
    table = column.table
    if not column.primary_key or len(table.primary_key.columns) != 1:
        if column.identity is not None:
            # SQLite numbers the rows of a key only, and would be told to make it one.
            note(f"Identity of column {table.fullname}.{column.name} is left out: "
                 "it is not the table's primary key")
        return None
    identity = column.identity
    if identity is not None and (identity.start, identity.increment) not in (
        (None, None), (1, None), (None, 1), (1, 1)
    ):
        left_out(f"column {table.fullname}.{column.name}",
                 f"that it is numbered from {identity.start or 1} in steps of "
                 f"{identity.increment or 1}")
    if column.autoincrement is False:
        return False
    if table.dialect_options["sqlite"]["autoincrement"]:
        return True
    return None


def column_entry(column, known):
    entry = {"name": str(column.name)}
    if column.computed is not None:
        if not is_null_type(column):
            entry["type"] = column_type(column, known)
        entry["computed"] = computed_entry(column, known)
    else:
        entry["type"] = column_type(column, known)
    if not column.nullable and not column.primary_key:
        entry["nullable"] = False
    put_default(entry, column, known)
    fill = fill_of(column, known)
    if fill is not None:
        entry["fill"] = fill
    autoincrement = autoincrement_of(column)
    if autoincrement is not None:
        entry["autoincrement"] = autoincrement
    if collation_of(column, known):
        entry["collation"] = collation_of(column, known)
    if column.comment:
        entry["comment"] = column.comment
    entry.update(renamed_from(column))
    note_options(column, f"column {column.table.fullname}.{column.name}")
    return entry


def is_null_type(column):
    from sqlalchemy.types import NullType

    return isinstance(column.type, NullType)


def computed_entry(column, known):
    computed = column.computed
    where = f"computed column {column.table.fullname}.{column.name}"
    entry = {"as": compile_expression(computed.sqltext, known, where)}
    if computed.persisted:
        entry["stored"] = True
    return entry


def names_of(columns):
    return [str(column.name) for column in columns]


def foreign_key_entry(constraint):
    from sqlalchemy.exc import SQLAlchemyError

    try:
        referred = [element.column for element in constraint.elements]
    except SQLAlchemyError as error:
        raise ModelError(f"table {constraint.parent.fullname}: {error}") from None
    references = {}
    if referred[0].table.schema:
        references["schema"] = str(referred[0].table.schema)
    references["table"] = str(referred[0].table.name)
    references["columns"] = names_of(referred)
    if constraint.ondelete:
        references["on_delete"] = constraint.ondelete.upper()
    if constraint.onupdate:
        references["on_update"] = constraint.onupdate.upper()
    if constraint.match:
        left_out(f"foreign key of table {constraint.parent.fullname}", f"MATCH {constraint.match}")
    deferrable = []
    if constraint.deferrable is not None:
        deferrable.append("DEFERRABLE" if constraint.deferrable else "NOT DEFERRABLE")
    if constraint.initially:
        deferrable.append(f"INITIALLY {constraint.initially.upper()}")
    if deferrable:
        references["deferrable"] = " ".join(deferrable)
    entry = {"columns": names_of(constraint.columns), "references": references}
    return named(constraint, entry)


def is_created(constraint, known):
    """Checks of Boolean and Enum columns are created only where they are needed."""
    rule = getattr(constraint, "_create_rule", None)
    if rule is None:
        return True
    dialect = known["sqlite"]
    return bool(rule(dialect.ddl_compiler(dialect, None)))


def index_column(expression, index, known):
    from sqlalchemy import Column
    from sqlalchemy.sql import operators
    from sqlalchemy.sql.elements import UnaryExpression

    descending = False
    while isinstance(expression, UnaryExpression) and expression.modifier in (
        operators.desc_op,
        operators.asc_op,
    ):
        descending = expression.modifier is operators.desc_op
        expression = expression.element
    where = f"index {index.name} of table {index.table.fullname}"
    if isinstance(expression, Column):
        name = str(expression.name)
    else:
        # desc("a") is an expression to SQLAlchemy, though it is a column's name.
        name = compile_expression(expression, known, where)
        if name not in [column.name for column in index.table.columns]:
            entry = {"expression": name}
            return {**entry, "desc": True} if descending else entry
    return {"column": name, "desc": True} if descending else name


def dialect_option(item, dialect, name):
    try:
        return item.dialect_options[dialect][name]
    except KeyError:
        return None


SAID = {"sqlite_where", "mssql_where", "mssql_include", "sqlite_autoincrement",
        "sqlite_with_rowid", "sqlite_strict"}


def note_options(item, where):
    """What is said to the dialects and is not read."""
    for name, value in sorted(item.dialect_kwargs.items()):
        if name.startswith(("sqlite_", "mssql_")) and name not in SAID:
            left_out(where, f"{name}={value!r}")


def index_where(index, known):
    where = f"index {index.name} of table {index.table.fullname}"
    texts = {}
    for dialect in ("sqlite", "mssql"):
        condition = dialect_option(index, dialect, "where")
        if isinstance(condition, str):
            texts[dialect] = condition
        elif condition is not None:
            texts[dialect] = compile_expression(condition, {dialect: known[dialect]}, where)
    if len(set(texts.values())) > 1:
        note(f"{where}: SQLite's condition {texts['sqlite']!r} is taken, "
             f"SQL Server would have {texts['mssql']!r}")
    return texts.get("sqlite", texts.get("mssql"))


def index_entry(index, known):
    entry = {"columns": [index_column(part, index, known) for part in index.expressions]}
    if index.unique:
        entry["unique"] = True
    where = index_where(index, known)
    if where is not None:
        entry["where"] = where
    note_options(index, f"index {index.name} of table {index.table.fullname}")
    include = dialect_option(index, "mssql", "include")
    if include:
        entry["include"] = [
            part if isinstance(part, str) else str(part.name) for part in include
        ]
    return named(index, entry)


def note_ddl(item, where):
    """Triggers, views and the like that an event makes."""
    from sqlalchemy.schema import DDLElement

    for event in ("before_create", "after_create"):
        for listener in getattr(item.dispatch, event):
            if isinstance(listener, DDLElement):
                text = getattr(listener, "statement", type(listener).__name__)
                left_out(where, f"DDL that runs {event.replace('_', ' ')}, {text!r},")


def options_of(table):
    words = []
    if dialect_option(table, "sqlite", "with_rowid") is False:
        words.append("WITHOUT ROWID")
    if dialect_option(table, "sqlite", "strict"):
        words.append("STRICT")
    return {"sqlite": ", ".join(words)} if words else None


def lists_of(table, known):
    from sqlalchemy import CheckConstraint, ForeignKeyConstraint, UniqueConstraint

    unique, foreign_keys, checks = [], [], []
    # What stands at a column is its own, except for keys, which are the table's too.
    constraints = set(table.constraints).union(*(column.constraints for column in table.columns))
    # A set has no order; this one is that of their making.
    for constraint in sorted(constraints, key=lambda item: item._creation_order):
        note_options(constraint, f"a constraint of table {table.fullname}")
        if isinstance(constraint, UniqueConstraint):
            unique.append(named(constraint, {"columns": names_of(constraint.columns)}))
        elif isinstance(constraint, ForeignKeyConstraint):
            foreign_keys.append(foreign_key_entry(constraint))
        elif isinstance(constraint, CheckConstraint) and is_created(constraint, known):
            where = f"check of table {table.fullname}"
            text = compile_expression(constraint.sqltext, known, where)
            checks.append(named(constraint, {"check": text}))
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    return {
        "unique": unique,
        "foreign_keys": foreign_keys,
        "checks": checks,
        "indexes": [index_entry(index, known) for index in indexes],
    }


def table_entry(table, known):
    entry = {}
    if table.schema:
        entry["schema"] = str(table.schema)
    entry["name"] = str(table.name)
    entry["columns"] = [
        column_entry(column, known) for column in table.columns if not column.system
    ]
    if len(table.primary_key.columns):
        key = {"columns": names_of(table.primary_key.columns)}
        entry["primary_key"] = named(table.primary_key, key)
    entry.update({key: items for key, items in lists_of(table, known).items() if items})
    if table.comment:
        entry["comment"] = table.comment
    entry.update(renamed_from(table))
    note_options(table, f"table {table.fullname}")
    note_ddl(table, f"table {table.fullname}")
    if table._prefixes:
        left_out(f"table {table.fullname}", " ".join(table._prefixes))
    options = options_of(table)
    if options:
        entry["options"] = options
    return entry


# ---- writing


def flow(value):
    """Flow YAML: what JSON writes, and numbers as they stand."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, str):
        return quoted(value)
    return json.dumps(value)


def quoted(text):
    """A double-quoted scalar. YAML knows JSON's escapes, but no pairs of surrogates."""
    text = json.dumps(text, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]",
                  lambda match: f"\\u{ord(match.group()):04x}", text)


def to_yaml(tables):
    lines = ["tables:" if tables else "tables: []"]
    for table in tables:
        lead = "  - "
        for key, value in table.items():
            if isinstance(value, list) and value:
                lines.append(f"{lead}{key}:")
                lines.extend(f"      - {flow(item)}" for item in value)
            else:
                lines.append(f"{lead}{key}: {flow(value)}")
            lead = "    "
    return "\n".join(lines) + "\n"


def models_of(metadata):
    known = dialects()
    tables = sorted(metadata.tables.values(), key=lambda table: table.fullname)
    note_ddl(metadata, "the metadata")
    return to_yaml([table_entry(table, known) for table in tables])


def main(arguments):
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print('usage: sqlalchemy_models.py "package.module:Base.metadata"', file=sys.stderr)
        return 2
    # Standard output is for the models: what imported modules print is not.
    output = os.dup(1)
    os.dup2(2, 1)
    sys.path.insert(0, os.getcwd())
    try:
        text = models_of(load_metadata(arguments[0]))
    except ModelError as error:
        print(f"gitmig: {error}", file=sys.stderr)
        return 1
    except ImportError as error:
        print(f"gitmig: cannot import {error.name or error}: is it installed for "
              f"{sys.executable}?", file=sys.stderr)
        return 1
    except Exception as error:
        print(f"gitmig: cannot read {arguments[0]}: {describe(error)}", file=sys.stderr)
        return 1
    sys.stdout.flush()
    with os.fdopen(output, "wb") as stream:
        stream.write(text.encode("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
