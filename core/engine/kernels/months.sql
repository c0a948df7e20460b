-- Month by month: customers and money of the month of their first purchase (new) and of later
-- months (existing). A return without a purchase before it belongs to the existing.
WITH firsts AS (
    SELECT
        p.cno AS cno,
        MIN(CASE WHEN p.spend >= :min_net THEN p.ym ELSE 9999999 END) AS first_ym
    FROM purchase_day p
    WHERE p.day <= :asof
    GROUP BY p.cno
),
sums AS (
    SELECT
        p.cno AS cno,
        p.ym AS ym,
        SUM(p.spend) AS money,
        SUM(CASE WHEN p.spend >= :min_net THEN 1 ELSE 0 END) AS days
    FROM purchase_day p
    WHERE p.day <= :asof
    GROUP BY p.cno, p.ym
)
SELECT
    s.ym AS ym,
    SUM(CASE WHEN s.ym = f.first_ym THEN 1 ELSE 0 END) AS new_customers,
    SUM(CASE WHEN s.ym <> f.first_ym AND s.days > 0 THEN 1 ELSE 0 END) AS existing_customers,
    SUM(CASE WHEN s.ym = f.first_ym THEN s.money ELSE 0 END) AS new_revenue,
    SUM(CASE WHEN s.ym <> f.first_ym THEN s.money ELSE 0 END) AS existing_revenue
FROM sums s
INNER JOIN firsts f ON f.cno = s.cno
GROUP BY s.ym
ORDER BY s.ym
