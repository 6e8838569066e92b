"""SQLModel classes."""

import datetime
import decimal
import enum
import uuid
from typing import Optional

import sqlalchemy as sa
from sqlmodel import Column, Enum, Field, Relationship, SQLModel


class State(str, enum.Enum):
    waiting = "w"
    running = "r"
    finished = "f"


class Level(enum.IntEnum):
    low = 1
    high = 2


class AllocationExecutionModel(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    ExecutionId: str = Field(max_length=64, nullable=False, index=True)
    BenchAllocationCompleted: bool = Field(default=False, nullable=False)
    BenchAllocationCompletedAt: Optional[datetime.datetime] = Field(default=None)


class Bench(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    name: str = Field(index=True, sa_column_kwargs={"unique": True})
    state: State = Field(default=State.waiting)
    level: Level = Field(sa_column=Column(Enum(Level), nullable=False, default=Level.low))
    ratio: float = 0.5
    price: decimal.Decimal = decimal.Decimal("1.50")
    opened: datetime.date = datetime.date(2020, 1, 2)
    at: datetime.time = datetime.time(8, 30)
    span: datetime.timedelta = datetime.timedelta(days=1)
    key: uuid.UUID = Field(default_factory=uuid.uuid4)
    data: bytes = b"\x00'"


class Run(SQLModel, table=True):
    __table_args__ = (
        sa.UniqueConstraint("bench_id", "number", name="one_run_per_number"),
        sa.CheckConstraint("number > 0", name="counted"),
        sa.Index("newest_first", sa.desc("started")),
    )
    id: Optional[int] = Field(default=None, primary_key=True)
    bench_id: int = Field(foreign_key="bench.id", index=True)
    allocation_id: Optional[int] = Field(default=None, foreign_key="allocationexecutionmodel.id")
    number: int
    started: datetime.datetime = Field(default_factory=datetime.datetime.utcnow)
    note: str = ""


class TagLink(SQLModel, table=True):
    bench_id: Optional[int] = Field(default=None, foreign_key="bench.id", primary_key=True)
    tag_id: Optional[int] = Field(default=None, foreign_key="tag.id", primary_key=True)


class Tag(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    word: str = Field(sa_column=Column(sa.String(30, collation="NOCASE"), nullable=False, unique=True))
    weight: Optional[int] = Field(default=None, ge=0)
    benches: list["Bench"] = Relationship(link_model=TagLink)


class Part(SQLModel, table=True):
    """Stands on itself."""

    id: Optional[int] = Field(default=None, primary_key=True)
    whole_id: Optional[int] = Field(default=None, foreign_key="part.id")
    kind: State = Field(sa_column=Column(Enum(State, native_enum=False, create_constraint=True,
                                              name="part_kind"), nullable=False))


class Setting(SQLModel, table=True):
    key: str = Field(primary_key=True, max_length=40)
    value: Optional[str] = Field(default=None, sa_column=Column(sa.Text, server_default="it's \"it\""))


class Measurement(SQLModel, table=True):
    __tablename__ = "measurement point"
    id: Optional[int] = Field(default=None, sa_column=Column("order", sa.Integer, primary_key=True))
    value: float = Field(sa_column=Column("größe (mm)", sa.Float, nullable=False))
    group: str = Field(sa_column=Column("group", sa.String, index=True))
