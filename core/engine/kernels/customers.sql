-- One row per customer with any line up to the day. A day is a purchase from min_net on.
-- first_day is 9999999 and last_day -9999999 for a customer without a purchase.
WITH sums AS (
    SELECT
        p.cno AS cno,
        SUM(CASE WHEN p.spend >= :min_net THEN 1 ELSE 0 END) AS purchases,
        MIN(CASE WHEN p.spend >= :min_net THEN p.day ELSE 9999999 END) AS first_day,
        MAX(CASE WHEN p.spend >= :min_net THEN p.day ELSE -9999999 END) AS last_day,
        SUM(p.spend) AS total_spend,
        SUM(CASE WHEN p.day > :from_12m THEN p.spend ELSE 0 END) AS spend_12m,
        SUM(CASE WHEN p.day > :from_24m THEN p.spend ELSE 0 END) AS spend_24m,
        SUM(CASE WHEN p.day > :from_12m AND p.spend >= :min_net THEN 1 ELSE 0 END) AS count_12m,
        SUM(CASE WHEN p.day > :from_24m AND p.spend >= :min_net THEN 1 ELSE 0 END) AS count_24m,
        SUM(CASE WHEN p.day > :from_12m THEN p.cost ELSE 0 END) AS cost_12m,
        SUM(CASE WHEN p.day > :from_24m THEN p.cost ELSE 0 END) AS cost_24m,
        SUM(CASE WHEN p.day > :from_12m THEN p.uncosted ELSE 0 END) AS uncosted_12m,
        SUM(CASE WHEN p.day > :from_24m THEN p.uncosted ELSE 0 END) AS uncosted_24m,
        SUM(CASE WHEN p.reduced > 0 AND p.spend >= :min_net THEN 1 ELSE 0 END) AS reduced_days
    FROM purchase_day p
    WHERE p.day <= :asof
    GROUP BY p.cno
)
SELECT
    s.cno AS cno,
    c.customer_id AS customer_id,
    s.purchases AS purchases,
    s.first_day AS first_day,
    s.last_day AS last_day,
    s.total_spend AS total_spend,
    s.spend_12m AS spend_12m,
    s.spend_24m - s.spend_12m AS spend_prev_12m,
    s.spend_24m AS spend_24m,
    s.count_12m AS count_12m,
    s.count_24m AS count_24m,
    s.cost_12m AS cost_12m,
    s.cost_24m AS cost_24m,
    s.uncosted_12m AS uncosted_12m,
    s.uncosted_24m AS uncosted_24m,
    s.reduced_days AS reduced_days
FROM sums s
INNER JOIN customer c ON c.cno = s.cno
ORDER BY s.cno
