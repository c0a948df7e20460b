-- Who bought first from first_from up to first_to and what their days from from_day up to to_day
-- sum up to, from their first purchase on; bought = 1: one of those days was a purchase.
WITH firsts AS (
    SELECT p.cno AS cno, MIN(p.day) AS first_day
    FROM purchase_day p
    WHERE p.day <= :asof AND p.spend >= :min_net
    GROUP BY p.cno
),
inside AS (
    SELECT f.cno AS cno, f.first_day AS first_day
    FROM firsts f
    WHERE f.first_day >= :first_from AND f.first_day <= :first_to
)
SELECT
    c.customer_id AS customer_id,
    i.first_day AS first_day,
    SUM(CASE WHEN p.day >= :from_day AND p.day <= :to_day THEN p.spend ELSE 0 END) AS nets,
    MAX(
        CASE
            WHEN p.day >= :from_day AND p.day <= :to_day AND p.spend >= :min_net THEN 1 ELSE 0
        END
    ) AS bought
FROM purchase_day p
INNER JOIN inside i ON i.cno = p.cno
INNER JOIN customer c ON c.cno = p.cno
WHERE p.day <= :asof AND p.day >= i.first_day
GROUP BY c.customer_id, i.first_day
ORDER BY c.customer_id
