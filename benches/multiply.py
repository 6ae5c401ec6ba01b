"""Copies the rows that signups left, under ids of their own, until there are as many signups as asked.

    multiply.py FOLDER SIGNUPS

Prints how many there are then. The copies are rows like the others in all that costs anything: size, indices, depth of the trees. The chain of the record
streams ends with the last signup that was one."""
import pathlib
import sqlite3
import sys

folder, wanted = pathlib.Path(sys.argv[1]), int(sys.argv[2])


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def unique(connection: sqlite3.Connection, table: str) -> set[str]:
    """The columns of the primary key and of every unique index."""
    columns = {row[1] for row in connection.execute(f'PRAGMA table_info({quoted(table)})') if row[5]}
    for _, index, is_unique, *_ in connection.execute(f'PRAGMA index_list({quoted(table)})'):
        if is_unique:
            columns |= {row[2] for row in connection.execute(f'PRAGMA index_info({quoted(index)})')}
    return columns


def references(connection: sqlite3.Connection, table: str) -> set[str]:
    return {row[3] for row in connection.execute(f'PRAGMA foreign_key_list({quoted(table)})')}


def multiply(path: pathlib.Path) -> None:
    connection = sqlite3.connect(path)
    connection.executescript('PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000;')
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
    # One row a signup: how many there are.
    one = next(name for name in ('evidence', 'submission') if name in tables)
    there = connection.execute(f'SELECT count(*) FROM {one}').fetchone()[0]
    for table in tables:
        count = connection.execute(f'SELECT count(*) FROM {quoted(table)}').fetchone()[0]
        # Documents, not signups; and tickets, which are deleted when they are over.
        if count < there // 2 or table == 'ticket':
            continue
        own = unique(connection, table)
        # An account is named in each of its rows.
        changed = own | references(connection, table) | {'account_ref', 'id', 'evidence'}
        last = int(connection.execute(f'SELECT max(rowid) FROM {quoted(table)}').fetchone()[0])
        parts = []
        for _, name, kind, *_ in connection.execute(f'PRAGMA table_info({quoted(table)})'):
            column = quoted(name)
            if name not in changed or name in ('policy', 'stream'):
                parts.append(column)
            elif kind == 'BLOB':
                parts.append(f'CAST(substr({column}, 1, length({column}) - 8) || randomblob(8) AS BLOB)' if name in own else column)
            elif kind == 'INTEGER':
                parts.append(f'{column} + ? * {last}')
            else:
                # `last` tells the copies of one run from those of another.
                parts.append(f"{column} || '-{last}-' || ?")
        select = ', '.join(parts)
        slots = select.count('?')
        for copy in range(1, -(-wanted // there)):
            connection.execute(f'INSERT INTO {quoted(table)} SELECT {select} FROM {quoted(table)} WHERE rowid <= {last}', (copy,) * slots)
            if copy % 16 == 0:
                connection.commit()
        connection.commit()
    if 'stream' in tables:
        connection.execute('UPDATE stream SET seq = (SELECT max(seq) FROM record WHERE record.stream = stream.name)')
        connection.commit()
    if one == 'evidence':
        print(connection.execute('SELECT count(*) FROM evidence').fetchone()[0])
    connection.execute('PRAGMA wal_checkpoint(TRUNCATE)')
    connection.close()


for database in folder.rglob('*'):
    if database.is_file() and database.read_bytes()[:15] == b'SQLite format 3':
        multiply(database)
