#!/usr/bin/env bash
# src/provider/sqlalchemy_models.py: what it prints, and that what SQLAlchemy created is equal to it.
. "$(dirname "$0")/lib.sh"
python=/usr/bin/python3
"$python" -c 'import sqlmodel, yaml' 2>/dev/null || { echo "python3-sqlmodel is not here: skipped"; exit 0; }
provider=$GITMIG_SOURCE/src/provider/sqlalchemy_models.py
export PYTHONDONTWRITEBYTECODE=1

mkdir app
touch app/__init__.py
cat >app/models.py <<'PY'
import datetime, decimal, enum, uuid
from typing import Optional

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

print("this is not YAML")


class State(enum.Enum):
    open = "o"
    closed = "c"


class Word(str, enum.Enum):
    one = "w"


class Owner(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    code: str = Field(sa_column=sa.Column(sa.String(20), unique=True, nullable=False))


class AllocationExecutionModel(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    Name: str = Field(index=True)
    BenchAllocationCompleted: bool = Field(default=False, nullable=False)
    state: State = Field(default=State.closed)
    ratio: float = 1.5
    price: decimal.Decimal = decimal.Decimal("1.50")
    day: datetime.date = datetime.date(2020, 1, 2)
    key: uuid.UUID = Field(default_factory=uuid.uuid4)
    data: bytes = b""
    word: Word = Word.one
    owner_id: Optional[int] = Field(default=None, foreign_key="owner.id")
PY
cat >app/tables.py <<'PY'
import sqlalchemy as sa
from sqlalchemy.dialects import mssql, sqlite


class Upper(sa.TypeDecorator):
    impl = sa.String(7)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return value and value.upper()


metadata = sa.MetaData(naming_convention={
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
})
t = sa.Table(
    "t", metadata,
    sa.Column("a", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("b", sa.Unicode(5, collation="NOCASE"), server_default="x'y\"\\\u00e9"),
    sa.Column("c", sa.Numeric(10, 2), server_default=sa.text("0")),
    sa.Column("d", sa.DateTime(timezone=True), server_default=sa.func.now()),
    sa.Column("e", sa.Enum("x", "y%z", create_constraint=True, name="ee")),
    sa.Column("f", sa.Boolean, nullable=False, server_default=sa.false(), default=True),
    sa.Column("g", Upper, nullable=False, default="low"),
    sa.Column("h", mssql.MONEY().with_variant(sqlite.INTEGER(), "sqlite")),
    sa.Column("i", sa.Integer, sa.Computed("a + 1", persisted=True)),
    sa.Column("j", sa.Float),
    sa.Column("k", sa.LargeBinary(16)),
    sa.Column("l", sa.LargeBinary),
    sa.Column("m", sa.JSON, default={"a": "\u2028\U0001f600"}),
    sa.Column("n", sa.Interval),
    sa.Column("o", sa.PickleType),
    sa.Column("p", sa.Text),
    sa.Column("r", sa.Integer, default=lambda: 5),
    sa.Column("s", sa.Integer, default=sa.func.random(), comment="a number"),
    sa.Column("u", sa.Integer, server_default="7"),
    sa.Column("v", sa.DECIMAL(8, 3)),
    sa.Column("w", sa.CHAR(3)),
    sa.UniqueConstraint("a", "b"),
    sa.CheckConstraint("a > 0", name="positive"),
    sa.CheckConstraint("b LIKE '%x'", name="percent"),
    sa.Index("one", sa.text("lower(b)"), sa.desc("c"), sqlite_where=sa.text("a > 1")),
    sqlite_with_rowid=False,
)
sa.Index("two", sa.func.lower(t.c.b).desc(), t.c.c.desc(), unique=True, sqlite_where=t.c.a > 5)
sa.Index("three", t.c.a, mssql_include=["d", t.c.c], mssql_where=t.c.a > 7, sqlite_where=t.c.a > 7)
u = sa.Table(
    "u", metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
    sa.Column("t_a", sa.ForeignKey("t.a", ondelete="cascade", onupdate="set null"), index=True),
    sqlite_autoincrement=True,
)
PY

# print TARGET: the models as JSON in .out.
print_models() {
	expect 0 "$python" "$provider" "$1"
	"$python" -c 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)' <.out >.json
	mv .json .out
}
# column TABLE NAME JSON: exactly this.
column() {
	local is
	is=$(jq -Sc ".tables[] | select(.name == \"$1\") | .columns[] | select(.name == \"$2\")" .out)
	same "$is" "$(jq -nSc "{name: \"$2\"} + $3")"
}
# list TABLE KEY JSON
list() { same "$(jq -Sc ".tables[] | select(.name == \"$1\") | .$2" .out)" "$(jq -nSc "$3")"; }

print_models app.models:SQLModel.metadata
json '[.tables[].name] == ["allocationexecutionmodel", "owner"]'
table=allocationexecutionmodel
column $table id '{type: "integer"}'
column $table Name '{type: "string", nullable: false}'
column $table BenchAllocationCompleted '{type: "boolean", nullable: false, fill: false}'
column $table state '{type: "string(6)", nullable: false, fill: "closed"}'
column $table ratio '{type: {sqlite: "FLOAT", mssql: "FLOAT"}, nullable: false, fill: 1.5}'
column $table price '{type: "numeric", nullable: false, fill: 1.5}'
column $table day '{type: "date", nullable: false, fill: "2020-01-02"}'
column $table key '{type: {sqlite: "CHAR(32)", mssql: "CHAR(32)"}, nullable: false}'
column $table data '{type: "blob", nullable: false, fill: ""}'
column $table word '{type: "string", nullable: false, fill: "w"}'
list $table primary_key '{columns: ["id"]}'
list $table indexes '[{name: "ix_allocationexecutionmodel_Name", columns: ["Name"]}]'
list $table foreign_keys '[{columns: ["owner_id"], references: {table: "owner", columns: ["id"]}}]'
list owner unique '[{columns: ["code"]}]'

print_models app.tables:metadata
column t a '{type: "integer", autoincrement: false}'
column t b '{type: {sqlite: "VARCHAR(5)", mssql: "NVARCHAR(5)"}, collation: "NOCASE", default: "x'\''y\"\\é"}'
column t c '{type: "numeric(10, 2)", default: 0}'
column t d '{type: "datetime_tz", default_sql: "CURRENT_TIMESTAMP"}'
column t e '{type: "string(3)"}'
column t f '{type: "boolean", nullable: false, default: false, fill: true}'
column t g '{type: "string(7)", nullable: false, fill: "LOW"}'
column t h '{type: {sqlite: "INTEGER", mssql: "MONEY"}}'
column t i '{type: "integer", computed: {as: "a + 1", stored: true}}'
column t k '{type: "binary(16)"}'
column t l '{type: "blob"}'
json '[.tables[].columns[] | select(.name == "m") | .fill | fromjson] == [{a: "\u2028😀"}]'
column t n '{type: "datetime"}'
column t o '{type: "blob"}'
column t p '{type: "text"}'
column t r '{type: "integer"}'
column t s '{type: "integer", comment: "a number"}'
column t u '{type: "integer", default: 7}'
column t v '{type: {sqlite: "DECIMAL(8, 3)", mssql: "DECIMAL(8, 3)"}}'
column t w '{type: {sqlite: "CHAR(3)", mssql: "CHAR(3)"}}'
list t primary_key '{name: "pk_t", columns: ["a"]}'
list t unique '[{name: "uq_t_a_b", columns: ["a", "b"]}]'
list t checks '[{name: "ck_t_positive", check: "a > 0"}, {name: "ck_t_percent", check: "b LIKE '\''%x'\''"}, {name: "ck_t_ee", check: "e IN ('\''x'\'', '\''y%z'\'')"}]'
list t indexes '[{name: "one", columns: [{expression: "lower(b)"}, {column: "c", desc: true}], where: "a > 1"},
	{name: "three", columns: ["a"], where: "a > 7", include: ["d", "c"]},
	{name: "two", columns: [{expression: "lower(b)", desc: true}, {column: "c", desc: true}], unique: true, where: "a > 5"}]'
list t options '{sqlite: "WITHOUT ROWID"}'
column u id '{type: {sqlite: "INTEGER", mssql: "BIGINT"}, autoincrement: true}'
list u foreign_keys '[{name: "fk_u_t_a_t", columns: ["t_a"], references: {table: "t", columns: ["a"], on_delete: "CASCADE", on_update: "SET NULL"}}]'
list u indexes '[{name: "ix_u_t_a", columns: ["t_a"]}]'

# What models have no word for is named, not dropped in silence.
cat >app/left_out.py <<'PY'
import sqlalchemy as sa

metadata = sa.MetaData()
t = sa.Table(
    "t", metadata,
    sa.Column("id", sa.Integer, sa.Identity(start=5), primary_key=True),
    sa.Column("a", sa.Integer, sa.CheckConstraint("a > 0", name="at_column"), sa.Sequence("s")),
    sa.Column("b", sa.ForeignKey("app.u.id", match="FULL")),
    sa.UniqueConstraint("a", sqlite_on_conflict="IGNORE"),
    sa.Index("i", "a", mssql_clustered=True, postgresql_using="gin"),
    prefixes=["TEMPORARY"],
)
sa.Table("u", metadata, sa.Column("id", sa.Integer, primary_key=True), schema="app")
sa.event.listen(t, "after_create", sa.DDL("CREATE TRIGGER x"))
sa.event.listen(metadata, "before_create", sa.DDL("CREATE VIEW y"))
PY
print_models app.left_out:metadata
list t checks '[{name: "at_column", check: "a > 0"}]'
list t foreign_keys '[{columns: ["b"], references: {schema: "app", table: "u", columns: ["id"]}}]'
json '.tables[0].schema == "app" and .tables[0].name == "u"'
for said in 'numbered from 5' 'its sequence s' 'MATCH FULL' "sqlite_on_conflict='IGNORE'" mssql_clustered=True TEMPORARY \
	"after create, 'CREATE TRIGGER x'" "before create, 'CREATE VIEW y'"; do
	says "^gitmig: .*$said.* left out"
done
[ "$(grep -c 'left out' .err)" = 8 ] || fail "more or less is left out"

# Nothing is half-printed, and the message says where.
refused() { # TARGET PATTERN
	expect 1 "$python" "$provider" "$1"
	silent
	says "^gitmig: .*$2"
}
refused app.models 'is not of the form'
refused app.nowhere:metadata "No module named 'app.nowhere'"
refused app.models:Nothing 'module app.models has no "Nothing"'
refused app.models:State 'is no SQLAlchemy metadata'
echo 'import app.models; 1 / 0' >broken.py
refused broken:metadata 'ZeroDivisionError: division by zero \(.*broken.py, line 1\)'
says '^  .*/broken.py:1: import app.models; 1 / 0'
echo 'def (' >wrong.py
refused wrong:metadata 'SyntaxError'
echo 'import sys; sys.exit(0)' >leaves.py
refused leaves:metadata 'cannot import leaves: SystemExit'
cat >dangling.py <<'PY'
import sqlalchemy as sa
metadata = sa.MetaData()
sa.Table("a", metadata, sa.Column("id", sa.Integer, primary_key=True))
sa.Table("t", metadata, sa.Column("x", sa.Integer, sa.ForeignKey("nowhere.id")))
odd = sa.MetaData()
sa.Table("t", odd, sa.Column("x", sa.ARRAY(sa.Integer)))
none = sa.MetaData()
sa.Table("t", none, sa.Column("x"))
PY
refused dangling:metadata "table t: .*nowhere"
refused dangling:odd 'column t.x: neither SQLite nor SQL Server has a type'
refused dangling:none 'column t.x has no type'
expect 2 "$python" "$provider"

# What SQLAlchemy itself creates is what the models say; so is what gitmig creates.
settles() { # MODULE ATTRIBUTE
	rm -rf db.sqlite versions
	mkdir versions
	"$python" - "$1" "$2" >.out <<'PY'
import functools, importlib, sys
import sqlalchemy
metadata = functools.reduce(getattr, sys.argv[2].split("."), importlib.import_module(sys.argv[1]))
metadata.create_all(sqlalchemy.create_engine("sqlite:///db.sqlite"))
PY
	cat >gitmig.yaml <<YAML
gitmig: 1
models: {command: [$python, "$provider", "$1:$2"]}
mode: {default: DEBUG}
databases: {DEBUG: {url: "sqlite:///db.sqlite"}}
YAML
	expect 0 gitmig check
	rm db.sqlite
	expect 0 gitmig revision --autogenerate --from chain -m all
	expect 0 gitmig upgrade head
	expect 0 gitmig check
	expect 0 gitmig check --from chain
	expect 0 gitmig downgrade base
	same "$(sqlite3 db.sqlite "SELECT count(*) FROM sqlite_master WHERE name NOT LIKE '%gitmig%' AND name NOT LIKE 'sqlite_%'")" 0
}
git init -q .
git config gitmig.allowCommands true
settles app.models SQLModel.metadata
settles app.tables metadata

# The main job: a Python-side default fills the rows that are there.
settles app.models SQLModel.metadata
expect 0 gitmig upgrade head
sqlite3 db.sqlite "INSERT INTO owner (code) VALUES ('one')"
sed -i 's/    code: str = .*/&\n    Done: bool = Field(default=False, nullable=False)/' app/models.py
expect 1 gitmig check
says 'added column owner.Done'
expect 0 gitmig revision --autogenerate -m done
expect 0 gitmig upgrade head
same "$(sqlite3 db.sqlite 'SELECT Done FROM owner')" 0
expect 0 gitmig check

# A rename is said in a column's or a table's info, and keeps the rows.
sed -i 's/    Done: bool = .*/    Finished: bool = Field(default=False, nullable=False, sa_column_kwargs={"info": {"renamed_from": "Done"}})/' app/models.py
expect 0 gitmig revision --autogenerate -m finished --format json
json '[.detected[] | .kind] == ["alter_column"]'
sqlite3 db.sqlite 'UPDATE owner SET Done = 1'
expect 0 gitmig upgrade head
same "$(sqlite3 db.sqlite 'SELECT Finished FROM owner')" 1
expect 0 gitmig check
cat >renamed.py <<'PY'
import sqlalchemy as sa
metadata = sa.MetaData()
sa.Table("machine", metadata, sa.Column("id", sa.Integer, primary_key=True), info={"renamed_from": "computer"})
PY
"$python" "$provider" renamed:metadata >.out || fail "no models"
says 'renamed_from: "computer"'

# Metadata knows no views: what the database has of them is left alone.
sqlite3 db.sqlite 'CREATE VIEW mine AS SELECT code FROM owner'
expect 0 gitmig check
