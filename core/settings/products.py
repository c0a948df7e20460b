"""What somebody may buy next (つぎの品), and whom a new product fits."""

from __future__ import annotations

from dataclasses import dataclass

from core.settings._threshold import threshold


@dataclass(frozen=True, slots=True)
class ProductSettings:
    """The two lists of the next product, «again» and «new» (つぎの品).

    Attributes:
        again_half_life: a purchase so many days before the customer's last one counts half for
            what they buy again.
        new_half_life: the same for what goes well with it.
        recent_half_life: a purchase so many days ago counts half for what is bought just now.
        popular_days: «just now» in the words of a reason.
        shrink: so many common buyers make half of a likeness believed.
        together: fewer common buyers are chance.
        buyers_needed: a product with fewer buyers counts as its category.
        customers_needed: with fewer buying customers nothing new is suggested.
        most_goods: the products bought by most; the others count as their category.
        gap_times: purchases of one product from which on it has a usual gap.
        shown: suggestions of each list on a card.
        pair_buyers, pair_lift: customers with both, and how many times the usual share, from which
            on one product is said to be bought after another.
        pairs_shown: pairs on the page.
        similar_most: products like a new one that the owner may name.
        similar_buyers: with fewer buyers of them the list is a reference only.
        price_times: a price fits up to so many times more or less.
        fit_shrink: so many buyers make half of a trait believed.
        fit_shown: customers on the list of a new product.
        launch_days: a launch is judged by so many days; before it and after it they must be known.
        launch_history: days of purchases before a first sale that make it a launch.
        best_share: the share of the best-fitting that is looked at.
    """

    again_half_life: float = threshold(365.0, unit="days", source="measured on UCI lines")
    new_half_life: float = threshold(60.0, unit="days", source="measured on UCI lines")
    recent_half_life: float = threshold(60.0, unit="days", source="measured on UCI lines")
    popular_days: int = threshold(90, unit="days", source="FORESIGHT 5", assumed=True)
    shrink: float = threshold(5.0, unit="common buyers", source="FORESIGHT 5")
    together: int = threshold(3, unit="common buyers", source="FORESIGHT 5", assumed=True)
    buyers_needed: int = threshold(5, unit="buyers", source="FORESIGHT 5")
    customers_needed: int = threshold(
        10, unit="customers with a product", source="FORESIGHT 7, rung 0", assumed=True
    )
    most_goods: int = threshold(5000, unit="products", source="memory of 100 MB")
    gap_times: int = threshold(3, unit="purchases of one product", source="FORESIGHT 3")
    shown: int = threshold(3, unit="suggestions", source="FORESIGHT 5", assumed=True)
    pair_buyers: int = threshold(20, unit="customers with both", source="DOMAIN 2.9")
    pair_lift: float = threshold(1.3, unit="times the usual share", source="DOMAIN 2.9")
    pairs_shown: int = threshold(20, unit="pairs", source="DOMAIN 2.9", assumed=True)
    similar_most: int = threshold(3, unit="products", source="DOMAIN 2.9")
    similar_buyers: int = threshold(20, unit="buyers", source="article 1-20")
    price_times: float = threshold(2.0, unit="times", source="DOMAIN 2.9", assumed=True)
    fit_shrink: float = threshold(5.0, unit="buyers", source="DOMAIN 2.9")
    fit_shown: int = threshold(20, unit="customers", source="DOMAIN 3.2", assumed=True)
    launch_days: int = threshold(90, unit="days", source="FORESIGHT 5", assumed=True)
    launch_history: int = threshold(180, unit="days", source="FORESIGHT 7", assumed=True)
    best_share: float = threshold(0.2, unit="share of the customers", source="DOMAIN 2.9")
