"""Where a business is kept: its folder, its ledger (SQLite), its imports (Parquet).

Pages and the command line never come here; they go through :mod:`core.workspace`.

* :mod:`~core.store.places`: folders, slugs, whole-or-nothing files.
* :mod:`~core.store.schema`: the tables of the ledger, made from :mod:`core.tables`.
* :mod:`~core.store.connection`: opening, migrating, one transaction at a time.
* :mod:`~core.store.vault`, :mod:`~core.store.driver`, :mod:`~core.store.kept_bytes`: the lock.
* :mod:`~core.store.journal`: who changed what, when, from what, to what.
* :mod:`~core.store.rows`: adding, correcting, removing by hand, and undoing that.
* :mod:`~core.store.layers`, :mod:`~core.store.lines`: what one import said, as immutable files.
* :mod:`~core.store.imports`: imports as a whole, all or nothing, undone and redone.
* :mod:`~core.store.reading`: the tables as frames, and the mark that changes when they do.
* :mod:`~core.store.kept`: settings and the accepted call lists.
"""
