"""Changes of a model, one by one: (name, before, after, rows), the functions fill a metadata."""

import sqlalchemy as sa
from sqlalchemy import CheckConstraint as Check
from sqlalchemy import Column as Col
from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy import PrimaryKeyConstraint as Key
from sqlalchemy import UniqueConstraint as Unique

ID = lambda: Col("id", sa.Integer, primary_key=True)  # noqa: E731
CHANGES = []


def change(name, before, after, rows=2):
    """What stands in the table t before and after, as functions that give its items; or
    functions of the metadata."""
    CHANGES.append((name, fill_with(before), fill_with(after), rows))


def fill_with(what):
    def fill(metadata):
        made = what(metadata) if what.__code__.co_argcount else what()
        if isinstance(made, (list, tuple)):
            options = made[-1] if made and isinstance(made[-1], dict) else {}
            items = [item for item in made if not isinstance(item, dict)]
            sa.Table("t", metadata, ID(), *items, **options)

    return fill


def a(kind=sa.Integer, *items, **words):
    return Col("a", kind, *items, **words)


def b(kind=sa.Integer, *items, **words):
    return Col("b", kind, *items, **words)


def keyed(name, *items, **words):
    """A table without the ready-made key."""

    def fill(metadata):
        sa.Table(name, metadata, *(item() for item in items), **words)

    return fill


def parent(metadata, *items):
    sa.Table("parent", metadata, ID(), Col("code", sa.Integer, unique=True), *items)


def child(*items):
    def fill(metadata):
        parent(metadata)
        sa.Table("t", metadata, ID(), *(item() for item in items))

    return fill


# Tables
change("a table is added", lambda: [a()], lambda m: (
    sa.Table("t", m, ID(), a()), sa.Table("u", m, ID(), Col("x", sa.String(5), index=True)))[0] is None)
change("a table is removed", lambda m: (
    sa.Table("t", m, ID(), a()), sa.Table("u", m, ID()))[0] is None, lambda: [a()])
change("two tables that know each other are added", lambda: [a()], lambda m: (
    sa.Table("t", m, ID(), a()),
    sa.Table("u", m, ID(), Col("v_id", ForeignKey("v.id", name="u_v", use_alter=True))),
    sa.Table("v", m, ID(), Col("u_id", ForeignKey("u.id", name="v_u"))))[0] is None)
change("a table is renamed", lambda: [a()], lambda m: sa.Table("t2", m, ID(), a()) is None)

# Columns
change("a column is added", lambda: [a()], lambda: [a(), b()])
change("a NOT NULL column with a Python default is added", lambda: [a()],
       lambda: [a(), b(sa.Boolean, nullable=False, default=False)])
change("a NOT NULL column with a server default is added", lambda: [a()],
       lambda: [a(), b(sa.String(5), nullable=False, server_default="x")])
change("a column with CURRENT_TIMESTAMP is added", lambda: [a()],
       lambda: [a(), b(sa.DateTime, server_default=sa.func.now())])
change("a unique column is added", lambda: [a()], lambda: [a(), b(unique=True)])
change("an indexed column is added", lambda: [a()], lambda: [a(), b(index=True)])
change("a computed column is added", lambda: [a()], lambda: [a(), b(sa.Integer, sa.Computed("a + 1"))])
change("a stored computed column is added", lambda: [a()],
       lambda: [a(), b(sa.Integer, sa.Computed("a + 1", persisted=True))])
change("a column is removed", lambda: [a(), b()], lambda: [a()])
change("an indexed, unique, checked column is removed",
       lambda: [a(), b(sa.Integer, Check("b <> 9"), index=True), Unique("b", "a", name="u")], lambda: [a()])
change("a column is renamed", lambda: [a()], lambda: [b()])
change("a column goes, another of another type comes", lambda: [a()], lambda: [b(sa.Text)])

# Types
change("Integer to BigInteger", lambda: [a()], lambda: [a(sa.BigInteger)])
change("Integer to String", lambda: [a()], lambda: [a(sa.String(9))])
change("a longer String", lambda: [a(sa.String(5))], lambda: [a(sa.String(50))])
change("a shorter String", lambda: [a(sa.String(50))], lambda: [a(sa.String(5))])
change("another scale", lambda: [a(sa.Numeric(8, 2))], lambda: [a(sa.Numeric(8, 3))])
change("Boolean to Integer", lambda: [a(sa.Boolean)], lambda: [a()])
change("an Enum gets a longer value", lambda: [a(sa.Enum("x", "y"))], lambda: [a(sa.Enum("x", "y", "zoo"))])
change("an Enum's check gets a value",
       lambda: [a(sa.Enum("x", "y", create_constraint=True, name="e"))],
       lambda: [a(sa.Enum("x", "z", create_constraint=True, name="e"))])
change("a collation", lambda: [a(sa.String(9))], lambda: [a(sa.String(9, collation="NOCASE"))])
change("another collation", lambda: [a(sa.String(9, collation="RTRIM"))],
       lambda: [a(sa.String(9, collation="NOCASE"))])
change("String to Text", lambda: [a(sa.String(9))], lambda: [a(sa.Text)])

# Nullability and defaults
change("NULL to NOT NULL", lambda: [a()], lambda: [a(nullable=False)], rows=0)
change("NOT NULL to NULL", lambda: [a(nullable=False)], lambda: [a()], rows=0)
change("a server default is added", lambda: [a()], lambda: [a(server_default="1")])
change("a server default is removed", lambda: [a(server_default="1")], lambda: [a()])
change("another server default", lambda: [a(server_default="1")], lambda: [a(server_default="2")])
change("'007' to '7' in a text", lambda: [a(sa.String(5), server_default="007")],
       lambda: [a(sa.String(5), server_default="7")])
change("a default becomes an expression", lambda: [a(sa.DateTime)],
       lambda: [a(sa.DateTime, server_default=sa.func.now())])
change("another expression", lambda: [a(server_default=sa.text("(1 + 2)"))],
       lambda: [a(server_default=sa.text("(2 + 2)"))])
change("a computed column's expression", lambda: [a(), b(sa.Integer, sa.Computed("a + 1"))],
       lambda: [a(), b(sa.Integer, sa.Computed("a + 2"))])
change("a computed column is stored", lambda: [a(), b(sa.Integer, sa.Computed("a + 1"))],
       lambda: [a(), b(sa.Integer, sa.Computed("a + 1", persisted=True))])

# Keys
change("a primary key is added", keyed("t", a, b), keyed("t", lambda: a(primary_key=True), b), rows=0)
change("a primary key is removed", keyed("t", lambda: a(primary_key=True), b), keyed("t", a, b), rows=0)
change("a primary key of other columns", keyed("t", lambda: a(primary_key=True), b),
       keyed("t", lambda: a(primary_key=True), lambda: b(primary_key=True)), rows=0)
change("a primary key in another order", keyed("t", a, b, lambda: Key("a", "b")),
       keyed("t", a, b, lambda: Key("b", "a")), rows=0)
change("AUTOINCREMENT", lambda: [a()], lambda: [a(), {"sqlite_autoincrement": True}])
change("no AUTOINCREMENT", lambda: [a(), {"sqlite_autoincrement": True}],
       keyed("t", lambda: Col("id", sa.Integer, primary_key=True, autoincrement=False), a))

# Unique constraints and checks
change("a named unique constraint is added", lambda: [a(), b()], lambda: [a(), b(), Unique("a", "b", name="u")])
change("an unnamed unique constraint is added", lambda: [a(), b()], lambda: [a(), b(), Unique("a", "b")])
change("a named unique constraint is removed", lambda: [a(), Unique("a", name="u")], lambda: [a()])
change("an unnamed unique constraint is removed", lambda: [a(), Unique("a")], lambda: [a()])
change("a unique column is one no more", lambda: [a(unique=True)], lambda: [a()])
change("a unique constraint of other columns", lambda: [a(), b(), Unique("a", name="u")],
       lambda: [a(), b(), Unique("a", "b", name="u")])
change("a named check is added", lambda: [a()], lambda: [a(), Check("a > 0", name="c")])
change("an unnamed check is added", lambda: [a()], lambda: [a(), Check("a > 0")])
change("a column's check is added", lambda: [a()], lambda: [a(sa.Integer, Check("a > 0"))])
change("a check is removed", lambda: [a(), Check("a > 0", name="c")], lambda: [a()])
change("an unnamed check is removed", lambda: [a(), Check("a > 0")], lambda: [a()])
change("a check's expression", lambda: [a(), Check("a > 0", name="c")], lambda: [a(), Check("a > 1", name="c")])

# Indexes
change("an index is added", lambda: [a()], lambda: [a(index=True)])
change("an index is removed", lambda: [a(index=True)], lambda: [a()])
change("an index gets another name", lambda: [a(), Index("i", "a")], lambda: [a(), Index("j", "a")])
change("an index becomes unique", lambda: [a(), Index("i", "a")], lambda: [a(), Index("i", "a", unique=True)])
change("an index of other columns", lambda: [a(), b(), Index("i", "a")], lambda: [a(), b(), Index("i", "a", "b")])
change("an index in another order", lambda: [a(), b(), Index("i", "a", "b")],
       lambda: [a(), b(), Index("i", "b", "a")])
change("a descending index", lambda: [a(), Index("i", "a")], lambda: [a(), Index("i", sa.desc("a"))])
change("a partial index", lambda: [a(), Index("i", "a")],
       lambda: [a(), Index("i", "a", sqlite_where=sa.text("a > 5"))])
change("a partial index's condition", lambda: [a(), Index("i", "a", sqlite_where=sa.text("a > 5"))],
       lambda: [a(), Index("i", "a", sqlite_where=sa.text("a > 6"))])
change("an index of an expression is added", lambda: [a(sa.Text)],
       lambda: [a(sa.Text), Index("i", sa.text("lower(a)"))])
change("an index of another expression", lambda: [a(sa.Text), Index("i", sa.text("lower(a)"))],
       lambda: [a(sa.Text), Index("i", sa.text("upper(a)"))])

# Foreign keys
change("a foreign key is added", child(a), child(lambda: a(sa.Integer, ForeignKey("parent.id"))))
change("a named foreign key is added", child(a),
       child(lambda: a(sa.Integer, ForeignKey("parent.id", name="f"))))
change("a foreign key is removed", child(lambda: a(sa.Integer, ForeignKey("parent.id"))), child(a))
change("a foreign key leads elsewhere", child(lambda: a(sa.Integer, ForeignKey("parent.id"))),
       child(lambda: a(sa.Integer, ForeignKey("parent.code"))))
change("ON DELETE is added", child(lambda: a(sa.Integer, ForeignKey("parent.id"))),
       child(lambda: a(sa.Integer, ForeignKey("parent.id", ondelete="CASCADE"))))
change("another ON DELETE", child(lambda: a(sa.Integer, ForeignKey("parent.id", ondelete="CASCADE"))),
       child(lambda: a(sa.Integer, ForeignKey("parent.id", ondelete="SET NULL"))))
change("ON UPDATE is added", child(lambda: a(sa.Integer, ForeignKey("parent.id", name="f"))),
       child(lambda: a(sa.Integer, ForeignKey("parent.id", name="f", onupdate="CASCADE"))))
change("a deferrable foreign key", child(lambda: a(sa.Integer, ForeignKey("parent.id"))),
       child(lambda: a(sa.Integer, ForeignKey("parent.id", deferrable=True, initially="DEFERRED"))))
change("a foreign key to the table itself", lambda: [a()], lambda: [a(sa.Integer, ForeignKey("t.id"))])
change("a composite foreign key",
       lambda m: (sa.Table("p", m, Col("x", sa.Integer, primary_key=True), Col("y", sa.Integer, primary_key=True)),
                  sa.Table("t", m, ID(), a(), b()))[0] is None,
       lambda m: (sa.Table("p", m, Col("x", sa.Integer, primary_key=True), Col("y", sa.Integer, primary_key=True)),
                  sa.Table("t", m, ID(), a(), b(), ForeignKeyConstraint(["a", "b"], ["p.x", "p.y"])))[0] is None,
       rows=0)
