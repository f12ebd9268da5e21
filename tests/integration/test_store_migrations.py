"""The way from no tables to today's, and what `run` is told when a database is not there yet."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.exc import SQLAlchemyError

from mailtriage.errors import Permanent
from mailtriage.store import custody, health, messages, migration, tickets
from mailtriage.store.database import Database
from mailtriage.store.schema import metadata
from stored import NOON, a_mail_taken_in, an_event


def test_the_migrations_make_the_tables_the_program_uses(database: Database) -> None:
    with database.read() as session:
        context = MigrationContext.configure(session, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_a_database_without_tables_is_sent_to_upgrade(database_url: str) -> None:
    database = Database(database_url)
    if database.path:
        database.path.touch()
    with pytest.raises(Permanent, match="has no tables yet: run `mailtriage db upgrade`"):
        migration.require_current(database)
    with pytest.raises(Permanent, match="run `mailtriage db upgrade`"), database.transaction() as session:
        tickets.create(session, NOON)
    assert migration.upgrade(database) == migration.head() == migration.revision(database)
    migration.require_current(database)
    database.close()


def test_every_row_of_a_first_version_survives_the_way_to_todays(database_url: str) -> None:
    database = Database(database_url)
    migration._make_file(database.path)
    with migration.alone(database) as connection:
        settings = migration._settings()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0001")
        before = _fill(connection)
    with pytest.raises(Permanent, match="is of an older version: run `mailtriage db upgrade`"):
        migration.require_current(database)
    migration.upgrade(database)
    with database.read() as session:
        for name, rows in before.items():
            assert all(old.items() <= new.items() for old, new in zip(rows, _rows(session, name), strict=True))
    database.close()


def _fill(connection: sa.Connection) -> dict[str, list[dict[str, object]]]:
    """One row in each table, by the tables as they were then; every reference leads to that row."""
    then = sa.MetaData()
    then.reflect(connection)
    noon = NOON.replace(tzinfo=None) if connection.dialect.name == "sqlite" else NOON
    samples = {int: 1, str: "{}", bytes: b"x", bool: True, datetime: noon}
    tables = [table for table in then.sorted_tables if table.name != "alembic_version"]
    for table in tables:
        connection.execute(table.insert(), {c.name: samples[c.type.python_type] for c in table.columns})
    return {table.name: _rows(connection, table.name) for table in tables}


def _rows(connection: sa.Connection, table: str) -> list[dict[str, object]]:
    rows = connection.execute(sa.text(f'SELECT * FROM "{table}"')).mappings()
    return [dict(row) for row in rows]


def test_an_upgrade_of_an_up_to_date_database_changes_nothing(database: Database) -> None:
    with database.transaction() as session:
        number = a_mail_taken_in(session, 1)
        before = tickets.load(session, number), messages.of_ticket(session, number)
    migration.upgrade(database)
    with database.read() as session:
        assert (tickets.load(session, number), messages.of_ticket(session, number)) == before


def test_many_nodes_may_upgrade_at_once(database_url: str) -> None:
    nodes = [Database(database_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(migration.upgrade, nodes)) == {migration.head()}
    migration.require_current(nodes[0])
    for node in nodes:
        node.close()


def test_a_database_of_a_newer_program_is_refused(database: Database) -> None:
    with database.transaction() as session:
        session.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for attempt in (migration.require_current, migration.upgrade):
        with pytest.raises(Permanent, match="newer mailtriage"):
            attempt(database)


def test_a_table_that_others_refer_to_can_be_rebuilt_with_everything_in_it(database: Database) -> None:
    with database.transaction() as session:
        numbers = [a_mail_taken_in(session, n) for n in range(50)]
        before = tickets.load_many(session, numbers)
    with migration.alone(database) as connection:
        change = Operations(MigrationContext.configure(connection))
        with change.batch_alter_table("ticket", recreate="always" if database.path else "auto") as ticket:
            ticket.add_column(sa.Column("later", sa.Text, nullable=False, server_default="x"))
    with database.transaction() as session:
        assert tickets.load_many(session, numbers) == before
        assert len(custody.taken(session, "support", 1, range(50))) == 50
        with pytest.raises(SQLAlchemyError), session.begin_nested():  # references are enforced again
            session.execute(metadata.tables["event"].update().values(ticket=10**6))
    assert list(health.problems(database)) == []


def test_a_migration_that_fails_leaves_the_database_as_it_was(database: Database) -> None:
    with database.transaction() as session:
        number = a_mail_taken_in(session, 1)
    with pytest.raises(Permanent, match="a database of its own"):
        _change_and_stumble(database)
    with database.transaction() as session:
        tickets.append(session, number, [an_event()])
        tables = sa.inspect(session)
        assert "extra" not in tables.get_table_names()
        assert "later" not in {column["name"] for column in tables.get_columns("ticket")}
    assert list(health.problems(database)) == []


def _change_and_stumble(database: Database) -> None:
    with migration.alone(database) as connection:
        change = Operations(MigrationContext.configure(connection))
        change.create_table("extra", sa.Column("id", sa.Integer))
        with change.batch_alter_table("ticket", recreate="always" if database.path else "auto") as ticket:
            ticket.add_column(sa.Column("later", sa.Text))
        change.create_table("extra", sa.Column("id", sa.Integer))


def test_a_migration_that_leaves_a_reference_to_nothing_is_undone(database: Database) -> None:
    with database.transaction() as session:
        number = a_mail_taken_in(session, 1)
    with pytest.raises((AssertionError, SQLAlchemyError)), migration.alone(database) as connection:
        connection.execute(metadata.tables["event"].update().values(ticket=10**6))
    with database.read() as session:
        assert tickets.load(session, number) is not None
