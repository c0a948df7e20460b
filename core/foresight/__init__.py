"""Who will buy again, when, and for how much (先読み); each answer says how much it is worth."""
