"""A zoo of tables as applications have them: what SQLModel makes of classes (bench), what
SQLAlchemy's declarative mapping makes of them (shop), and Core tables with everything that
metadata can say (odd). All of it is in one metadata."""

from sqlmodel import SQLModel

from . import bench, odd, shop  # noqa: F401

metadata = SQLModel.metadata
