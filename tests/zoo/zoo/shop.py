"""Declarative classes, with a naming convention of their own table by table."""

import datetime
import decimal
import enum

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import declarative_base, declared_attr, relationship
from sqlmodel import SQLModel

Base = declarative_base(metadata=SQLModel.metadata)


class Money(sa.TypeDecorator):
    """Cents as an integer."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return None if value is None else int(value * 100)


class Colour(enum.Enum):
    red = 1
    green = 2


class Timestamps:
    created = sa.Column(sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)
    updated = sa.Column(sa.DateTime, onupdate=datetime.datetime.utcnow)

    @declared_attr
    def created_by(cls):
        return sa.Column(sa.ForeignKey("customer.id", ondelete="SET NULL"))


class Customer(Base):
    __tablename__ = "customer"
    id = sa.Column(sa.Integer, primary_key=True)
    email = sa.Column(sa.Unicode(254), nullable=False, unique=True, comment="where bills go")
    name = sa.Column(sa.UnicodeText)
    blocked = sa.Column(sa.Boolean, nullable=False, default=False, server_default=sa.false())
    favourite = sa.Column(sa.Enum(Colour), default=Colour.red)
    orders = relationship("Order", back_populates="customer", foreign_keys="Order.customer_id")

    @hybrid_property
    def domain(self):
        return self.email.split("@")[1]


class Order(Timestamps, Base):
    __tablename__ = "order"
    id = sa.Column(sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)
    customer_id = sa.Column(sa.ForeignKey(Customer.id, ondelete="CASCADE", onupdate="CASCADE"),
                            nullable=False, index=True)
    total = sa.Column(Money, nullable=False, default=decimal.Decimal("2.50"))
    paid = sa.Column(sa.Boolean(create_constraint=True, name="paid_or_not"), default=True)
    customer = relationship(Customer, back_populates="orders", foreign_keys=[customer_id])
    __table_args__ = (
        sa.Index("unpaid", "customer_id", sqlite_where=paid.is_(False), mssql_where=sa.text("paid = 0")),
        {"sqlite_autoincrement": True, "comment": "what was asked for"},
    )


class Line(Base):
    __tablename__ = "line"
    order_id = sa.Column(sa.ForeignKey("order.id", name="line_of_order"), primary_key=True)
    number = sa.Column(sa.SmallInteger, primary_key=True, autoincrement=False)
    product_id = sa.Column(sa.Integer, nullable=False)
    supplier_id = sa.Column(sa.Integer, nullable=False)
    pieces = sa.Column(sa.Integer, sa.CheckConstraint("pieces > 0"), nullable=False, server_default="1")
    price = sa.Column(sa.Numeric(10, 2), nullable=False, server_default=sa.text("0.00"))
    amount = sa.Column(sa.Numeric(12, 2), sa.Computed("pieces * price"))
    amount_stored = sa.Column(sa.Numeric(12, 2), sa.Computed("pieces * price", persisted=True))
    __table_args__ = (
        sa.ForeignKeyConstraint(["product_id", "supplier_id"],
                                ["offer.product_id", "offer.supplier_id"],
                                deferrable=True, initially="DEFERRED"),
    )


class Product(Base):
    __tablename__ = "product"
    id = sa.Column(sa.Integer, primary_key=True)
    code = sa.Column(sa.CHAR(8), nullable=False)
    title = sa.Column(sa.String(100, collation="NOCASE"), nullable=False, server_default="")
    description = sa.Column(sa.Text)
    attributes = sa.Column(sa.JSON, nullable=False, default={"a": [1, "ü"]})
    weight = sa.Column(sa.Float(53))
    best_offer_id = sa.Column(sa.Integer)
    __table_args__ = (
        sa.UniqueConstraint("code"),
        sa.Index("product_by_lower_title", sa.text("lower(title)")),
        sa.Index("product_heavy_first", weight.desc(), "code", unique=True),
        # A circle: an offer is of a product, and a product knows its best offer.
        sa.ForeignKeyConstraint(["id", "best_offer_id"], ["offer.product_id", "offer.supplier_id"],
                                name="best_offer", use_alter=True),
    )


class Supplier(Base):
    __tablename__ = "supplier"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.VARCHAR(60), nullable=False, index=True, unique=True)
    since = sa.Column(sa.Date, server_default=sa.func.current_date())


class Offer(Base):
    __tablename__ = "offer"
    product_id = sa.Column(sa.ForeignKey("product.id"), primary_key=True)
    supplier_id = sa.Column(sa.ForeignKey("supplier.id"), primary_key=True)
    price = sa.Column(sa.DECIMAL(9, 3))
    valid = sa.Column(sa.Interval)
    __table_args__ = (sa.CheckConstraint("price IS NULL OR price >= 0"),)


class Employee(Base):
    """Single-table inheritance."""

    __tablename__ = "employee"
    id = sa.Column(sa.Integer, primary_key=True)
    kind = sa.Column(sa.String(20), nullable=False)
    boss_id = sa.Column(sa.ForeignKey("employee.id"))
    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "employee"}


class Driver(Employee):
    licence = sa.Column(sa.String(20))
    __mapper_args__ = {"polymorphic_identity": "driver"}


class Vehicle(Base):
    """Joined-table inheritance."""

    __tablename__ = "vehicle"
    id = sa.Column(sa.Integer, primary_key=True)
    kind = sa.Column(sa.String(20))
    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "vehicle"}


class Truck(Vehicle):
    __tablename__ = "truck"
    id = sa.Column(sa.ForeignKey("vehicle.id"), primary_key=True)
    load = sa.Column(sa.Float)
    __mapper_args__ = {"polymorphic_identity": "truck"}


basket = sa.Table(
    "basket", Base.metadata,
    sa.Column("customer_id", sa.ForeignKey("customer.id"), primary_key=True),
    sa.Column("product_id", sa.ForeignKey("product.id"), primary_key=True),
)
