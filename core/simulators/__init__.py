"""What a step would change (試算): staying, prices, calls a week, the stop day.

Each simulator has two halves. What the shop knows is taken once from the judged customers; what a
slider says is laid over it in a moment, without counting anything again. The result is money with
a range, and the assumptions stand beside it.
"""
