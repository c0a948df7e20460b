-- The first purchase day of every customer, and the second (9999999 without one).
WITH firsts AS (
    SELECT p.cno AS cno, MIN(p.day) AS first_day
    FROM purchase_day p
    WHERE p.day <= :asof AND p.spend >= :min_net
    GROUP BY p.cno
)
SELECT
    f.cno AS cno,
    c.customer_id AS customer_id,
    f.first_day AS first_day,
    MIN(CASE WHEN p.day > f.first_day THEN p.day ELSE 9999999 END) AS second_day
FROM purchase_day p
INNER JOIN firsts f ON f.cno = p.cno
INNER JOIN customer c ON c.cno = p.cno
WHERE p.day <= :asof AND p.spend >= :min_net
GROUP BY f.cno, c.customer_id, f.first_day
ORDER BY f.cno
