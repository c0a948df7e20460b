"""Owner-facing words in Japanese and English, and how dates and money are said."""
