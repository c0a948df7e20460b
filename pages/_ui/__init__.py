"""The only place that knows Streamlit: shell, guard, gate, caches, cards, charts, tables."""
