"""Core tables: types, defaults, keys and indexes of every kind."""

import datetime
import decimal
import enum

import sqlalchemy as sa
from sqlalchemy.dialects import mssql, sqlite
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import GUID, AutoString

metadata = SQLModel.metadata


class Mood(enum.Enum):
    good = "G"
    bad = "B"


class Upper(sa.TypeDecorator):
    impl = sa.String(7)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return value and value.upper()


class Point(sa.types.UserDefinedType):
    cache_ok = True

    def get_col_spec(self, **_kw):
        return "POINT"


generic_types = sa.Table(
    "generic_types", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    *(sa.Column(f"c{number}", kind) for number, kind in enumerate([
        sa.BigInteger, sa.Boolean, sa.Date, sa.DateTime, sa.DateTime(timezone=True), sa.Time,
        sa.Enum("a", "b"), sa.Enum(Mood), sa.Enum(Mood, native_enum=False, length=10), sa.Float,
        sa.Float(24), sa.Integer, sa.Interval, sa.JSON, sa.LargeBinary, sa.LargeBinary(20),
        sa.Numeric, sa.Numeric(5), sa.Numeric(5, 2), sa.PickleType, sa.SmallInteger, sa.String,
        sa.String(9), sa.Text, sa.Text(50), sa.Unicode, sa.Unicode(9), sa.UnicodeText, GUID,
        AutoString, AutoString(12), Upper, Point])),
)

sql_types = sa.Table(
    "sql_types", metadata,
    sa.Column("id", sa.INTEGER, primary_key=True),
    *(sa.Column(f"c{number}", kind) for number, kind in enumerate([
        sa.BIGINT, sa.BINARY(5), sa.BLOB, sa.BOOLEAN, sa.CHAR, sa.CHAR(32), sa.CLOB, sa.DATE,
        sa.DATETIME, sa.DECIMAL, sa.DECIMAL(9, 4), sa.FLOAT, sa.INT, sa.JSON, sa.NCHAR(4),
        sa.NUMERIC(6, 1), sa.NVARCHAR(30), sa.REAL, sa.SMALLINT, sa.TEXT, sa.TIME,
        sa.TIMESTAMP, sa.VARBINARY(6), sa.VARCHAR(11)])),
)

vendor_types = sa.Table(
    "vendor_types", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    *(sa.Column(f"c{number}", kind.with_variant(other, "sqlite"))
      for number, (kind, other) in enumerate([
          (mssql.MONEY(), sa.Numeric(19, 4)), (mssql.TINYINT(), sa.SmallInteger()),
          (mssql.UNIQUEIDENTIFIER(), sa.CHAR(32)), (mssql.DATETIME2(3), sa.DateTime()),
          (mssql.DATETIMEOFFSET(0), sa.DateTime()), (mssql.NTEXT(), sa.Text()),
          (mssql.XML(), sa.Text()), (mssql.BIT(), sa.Boolean()),
          (mssql.IMAGE(), sa.LargeBinary()), (mssql.VARBINARY("max"), sa.LargeBinary()),
          (mssql.SMALLDATETIME(), sa.DateTime()), (mssql.ROWVERSION(), sa.LargeBinary()),
          (mssql.NVARCHAR(), sa.Text()), (mssql.SQL_VARIANT(), sa.Text())])),
    sa.Column("sqlite_date", sqlite.DATE()),
    sa.Column("sqlite_json", sqlite.JSON()),
)

scalar_defaults = sa.Table(
    "scalar_defaults", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("integer", sa.Integer, nullable=False, default=-5),
    sa.Column("boolean", sa.Boolean, nullable=False, default=True),
    sa.Column("text", sa.String(20), nullable=False, default="it's \"x\"\n"),
    sa.Column("number", sa.Numeric(8, 2), nullable=False, default=decimal.Decimal("1e3")),
    sa.Column("real", sa.Float, nullable=False, default=1e-7),
    sa.Column("date", sa.Date, nullable=False, default=datetime.date(2024, 2, 29)),
    sa.Column("time", sa.Time, nullable=False, default=datetime.time(23, 59, 1, 5)),
    sa.Column("moment", sa.DateTime, nullable=False, default=datetime.datetime(2024, 2, 29, 1, 2)),
    sa.Column("mood", sa.Enum(Mood), nullable=False, default=Mood.bad),
    sa.Column("upper", Upper, nullable=False, default="low"),
    sa.Column("json", sa.JSON, nullable=False, default=[1, {"a": None}]),
    sa.Column("binary", sa.LargeBinary, nullable=False, default=b"\xff\x00'"),
    sa.Column("span", sa.Interval, nullable=False, default=datetime.timedelta(hours=36)),
    sa.Column("called", sa.Integer, default=lambda: 5),
    sa.Column("selected", sa.Integer, default=sa.select(sa.literal(1)).scalar_subquery()),
    sa.Column("counted", sa.Integer, sa.Sequence("a_sequence")),
)

server_defaults = sa.Table(
    "server_defaults", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("string", sa.String(20), server_default="x'y\"(;--"),
    sa.Column("digits", sa.String(20), server_default="007"),
    sa.Column("number", sa.Integer, server_default="7"),
    sa.Column("negative", sa.Integer, server_default=sa.text("-1")),
    sa.Column("in_parentheses", sa.Integer, server_default=sa.text("(1 + 2)")),
    sa.Column("literal", sa.Integer, server_default=sa.literal_column("42")),
    sa.Column("true_", sa.Boolean, server_default=sa.true()),
    sa.Column("one", sa.Boolean, server_default="1"),
    sa.Column("now", sa.DateTime, server_default=sa.func.now()),
    sa.Column("stamp", sa.DateTime, server_default=sa.text("CURRENT_TIMESTAMP")),
    sa.Column("today", sa.Date, server_default=sa.func.current_date()),
    sa.Column("null", sa.Integer, server_default=sa.null()),
    sa.Column("text_null", sa.Integer, server_default=sa.text("NULL")),
    sa.Column("mood", sa.Enum(Mood), nullable=False, server_default="good"),
    sa.Column("fetched", sa.Integer, server_default=sa.FetchedValue()),
)

keyless = sa.Table("keyless", metadata, sa.Column("a", sa.Integer), sa.Column("b", sa.String(5)))
text_key = sa.Table("text_key", metadata, sa.Column("code", sa.String(5), primary_key=True),
                    sqlite_with_rowid=False)
own_numbers = sa.Table("own_numbers", metadata,
                       sa.Column("id", sa.Integer, primary_key=True, autoincrement=False))
identity = sa.Table("identity", metadata,
                    sa.Column("id", sa.Integer, sa.Identity(start=5, increment=5), primary_key=True),
                    sa.Column("a", sa.Integer))
named_key = sa.Table("named_key", metadata, sa.Column("a", sa.Integer), sa.Column("b", sa.Integer),
                     sa.PrimaryKeyConstraint("b", "a", name="the_key"))

indexes = sa.Table(
    "indexes", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("a", sa.String(20)),
    sa.Column("b", sa.Integer),
    sa.Column("c d", sa.Integer, index=True),
    sa.Index("by_text", sa.text("a COLLATE NOCASE")),
    sa.Index("by_two", "b", "a", unique=True),
)
sa.Index("by_lower", sa.func.lower(indexes.c.a).desc(), indexes.c.b)
sa.Index("by_sum", indexes.c.b + 1, sqlite_where=sa.and_(indexes.c.b > 3, indexes.c.a != "x;'"))
sa.Index("only_some", indexes.c.b.desc(), unique=True, sqlite_where=indexes.c.b.is_not(None),
         mssql_where=indexes.c.b.is_not(None), mssql_include=["a", indexes.c["c d"]])

constraints = sa.Table(
    "constraints", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("a", sa.Integer, unique=True),
    sa.Column("b", sa.Integer, sa.CheckConstraint("b <> 5", name="not_five")),
    sa.Column("c", sa.String(9)),
    sa.UniqueConstraint("b", "c", name="both"),
    sa.UniqueConstraint("c", "a"),
    sa.CheckConstraint("a < b OR c LIKE '%(x'"),
    sa.CheckConstraint(sa.column("c") != "no 'thing'", name="something"),
)

actions = sa.Table(
    "actions", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("cascade", sa.ForeignKey("constraints.id", ondelete="CASCADE", onupdate="CASCADE")),
    sa.Column("to_null", sa.ForeignKey("constraints.a", ondelete="set null")),
    sa.Column("to_default", sa.ForeignKey("constraints.id", ondelete="SET DEFAULT", name="by_name"),
              server_default="1"),
    sa.Column("restrict", sa.ForeignKey("constraints.id", ondelete="RESTRICT")),
    sa.Column("deferred", sa.ForeignKey("constraints.id", deferrable=True, initially="DEFERRED")),
    sa.Column("at_once", sa.ForeignKey("constraints.id", deferrable=False)),
    sa.Column("two", sa.Integer),
    sa.Column("three", sa.String(9)),
    sa.ForeignKeyConstraint(["two", "three"], ["constraints.b", "constraints.c"], ondelete="CASCADE"),
)

hen = sa.Table("hen", metadata, sa.Column("id", sa.Integer, primary_key=True),
               sa.Column("egg_id", sa.ForeignKey("egg.id", use_alter=True, name="hen_from_egg")))
egg = sa.Table("egg", metadata, sa.Column("id", sa.Integer, primary_key=True),
               sa.Column("hen_id", sa.ForeignKey("hen.id", name="egg_of_hen")))

computed = sa.Table(
    "computed", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("a", sa.Integer),
    sa.Column("twice", sa.Integer, sa.Computed("a * 2")),
    sa.Column("stored", sa.String(20), sa.Computed("a || ' (x)'", persisted=True), index=True),
    sa.Column("not_null", sa.Integer, sa.Computed("coalesce(a, 0)"), nullable=False),
)

quoted = sa.Table(
    "select from", metadata,
    sa.Column("primary key", sa.Integer, primary_key=True),
    sa.Column("Größe", sa.Integer, index=True, quote=True),
    sa.Column('with "quotes"', sa.String(5), unique=True),
    sa.Column("where", sa.Integer, sa.CheckConstraint('"where" > 0', name="check it")),
)

conventions = sa.MetaData(naming_convention={
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
})
for name in ("first", "second"):
    sa.Table(
        name, conventions,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String(9), unique=True),
        sa.Column("other_id", sa.ForeignKey("first.id"), index=True),
        sa.Column("yes", sa.Boolean(create_constraint=True, name="yes_or_no")),
        sa.CheckConstraint("length(code) > 2", name="long_enough"),
        sa.UniqueConstraint("code", "other_id"),
    ).to_metadata(metadata)
