-- Two spans of days, after from_day up to mid_day and after it up to to_day (is_later = 1): on which
-- terms was sold to the new customers (is_new = 1: first purchase inside the span) and to the existing
-- ones. Returns count in revenue and cost only; taken off and reduced are those of lines sold.
WITH firsts AS (
    SELECT
        p.cno AS cno,
        MIN(CASE WHEN p.spend >= :min_net THEN p.day ELSE 9999999 END) AS first_day
    FROM purchase_day p
    WHERE p.day <= :to_day
    GROUP BY p.cno
),
lines AS (
    SELECT
        f.cno AS cno,
        CASE WHEN f.day > :mid_day THEN 1 ELSE 0 END AS is_later,
        f.amount AS net,
        f.has_cost AS with_cost,
        CASE WHEN f.amount > 0 THEN f.amount ELSE 0 END AS price,
        CASE
            WHEN f.amount <= 0 THEN 0
            WHEN f.discount < 0 THEN 0 - f.discount
            ELSE f.discount
        END AS taken_off,
        CASE
            WHEN f.has_cost = 0 THEN 0
            WHEN f.amount < 0 AND f.cost > 0 THEN 0 - f.cost
            ELSE f.cost
        END AS paid
    FROM facts f
    WHERE f.day > :from_day AND f.day <= :to_day
),
sums AS (
    SELECT
        l.cno AS cno,
        l.is_later AS is_later,
        SUM(l.net) AS nets,
        SUM(l.price) AS prices,
        SUM(l.taken_off) AS offs,
        SUM(CASE WHEN l.taken_off > 0 THEN 1 ELSE 0 END) AS reduced_count,
        SUM(CASE WHEN l.price > 0 THEN 1 ELSE 0 END) AS sold_count,
        SUM(CASE WHEN l.with_cost = 1 THEN l.net ELSE 0 END) AS nets_with_cost,
        SUM(l.paid) AS costs
    FROM lines l
    GROUP BY l.cno, l.is_later
),
sides AS (
    SELECT
        s.is_later AS is_later,
        s.nets AS nets,
        s.prices AS prices,
        s.offs AS offs,
        s.reduced_count AS reduced_count,
        s.sold_count AS sold_count,
        s.nets_with_cost AS nets_with_cost,
        s.costs AS costs,
        CASE
            WHEN s.is_later = 1 AND f.first_day > :mid_day AND f.first_day <= :to_day THEN 1
            WHEN s.is_later = 0 AND f.first_day > :from_day AND f.first_day <= :mid_day THEN 1
            ELSE 0
        END AS is_new
    FROM sums s
    INNER JOIN firsts f ON f.cno = s.cno
)
SELECT
    d.is_later AS is_later,
    d.is_new AS is_new,
    SUM(CASE WHEN d.sold_count > 0 THEN 1 ELSE 0 END) AS customers,
    SUM(d.nets) AS revenue,
    SUM(d.prices) AS sold,
    SUM(d.offs) AS off,
    SUM(d.reduced_count) AS reduced,
    SUM(d.sold_count) AS sold_lines,
    SUM(d.nets_with_cost) AS costed,
    SUM(d.costs) AS cost
FROM sides d
GROUP BY d.is_later, d.is_new
