"""A whole house in one piece: out of its database, into a file or another database, and back.

The form is independent of the database: every table that the migrations of the time made, its rows as lines of text in
the order of their keys, with a count and a checksum each. So a house on SQLite is restored into PostgreSQL and the
other way round, and both sides of a move can be compared.

    rows      one row as a line of text
    tables    which tables there are, what is in them, their checksums
    doors     connections of one's own: a snapshot to read, another database to write
    package   the file: written aside, renamed when whole
    unfinished  the mark on a database that holds half a house
    load      a house into an empty database
    backup, restore, move   what the commands of these names do
"""
