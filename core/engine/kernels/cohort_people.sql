-- Who bought first from first_from up to first_to and what their days from from_day up to to_day
-- sum up to; bought = 1: one of those days was a purchase.
WITH firsts AS (
    SELECT p.cno AS cno, MIN(p.day) AS first_day
    FROM purchase_day p
    WHERE p.day <= :asof AND p.spend >= :min_net
    GROUP BY p.cno
)
SELECT
    c.customer_id AS customer_id,
    SUM(p.spend) AS nets,
    MAX(CASE WHEN p.spend >= :min_net THEN 1 ELSE 0 END) AS bought
FROM purchase_day p
INNER JOIN firsts f ON f.cno = p.cno
INNER JOIN customer c ON c.cno = p.cno
WHERE p.day <= :asof AND p.day >= :from_day AND p.day <= :to_day
    AND f.first_day >= :first_from AND f.first_day <= :first_to
GROUP BY c.customer_id
ORDER BY c.customer_id
