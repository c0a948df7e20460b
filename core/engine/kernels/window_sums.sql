-- One span of days after from_day up to to_day: money, buyers and purchase days of the new
-- customers (is_new = 1: first purchase inside the span) and of the existing ones.
WITH firsts AS (
    SELECT
        p.cno AS cno,
        MIN(CASE WHEN p.spend >= :min_net THEN p.day ELSE 9999999 END) AS first_day
    FROM purchase_day p
    WHERE p.day <= :to_day
    GROUP BY p.cno
),
sums AS (
    SELECT
        p.cno AS cno,
        SUM(p.spend) AS money,
        SUM(CASE WHEN p.spend >= :min_net THEN 1 ELSE 0 END) AS days
    FROM purchase_day p
    WHERE p.day > :from_day AND p.day <= :to_day
    GROUP BY p.cno
),
sides AS (
    SELECT
        s.cno AS cno,
        s.money AS money,
        s.days AS days,
        CASE WHEN f.first_day > :from_day AND f.first_day <= :to_day THEN 1 ELSE 0 END AS is_new
    FROM sums s
    INNER JOIN firsts f ON f.cno = s.cno
)
SELECT
    d.is_new AS is_new,
    SUM(d.money) AS revenue,
    SUM(CASE WHEN d.days > 0 THEN 1 ELSE 0 END) AS buyers,
    SUM(d.days) AS purchase_days
FROM sides d
GROUP BY d.is_new
