"""Alembic's entry: runs the migrations of ours and of the sample company on the connection that `migrate.py` hands in."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, render_as_batch=connection.dialect.name == "sqlite")
with context.begin_transaction():
    context.run_migrations()
