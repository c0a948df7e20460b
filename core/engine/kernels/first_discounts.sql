-- What was sold on every customer's first purchase day, and what was taken off its price.
WITH firsts AS (
    SELECT p.cno AS cno, MIN(p.day) AS first_day
    FROM purchase_day p
    WHERE p.day <= :asof AND p.spend >= :min_net
    GROUP BY p.cno
),
lines AS (
    SELECT
        f.cno AS cno,
        f.amount AS price,
        CASE WHEN f.discount < 0 THEN 0 - f.discount ELSE f.discount END AS taken_off
    FROM facts f
    INNER JOIN firsts b ON b.cno = f.cno AND b.first_day = f.day
    WHERE f.amount > 0
)
SELECT l.cno AS cno, SUM(l.price) AS sold, SUM(l.taken_off) AS off
FROM lines l
GROUP BY l.cno
ORDER BY l.cno
