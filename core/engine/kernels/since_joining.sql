-- Of everybody whose first purchase was in month :from_ym or later: what each month since then
-- brought, with its cost, and how many lines sold carry none.
WITH firsts AS (
    SELECT p.cno AS cno, MIN(p.ym) AS first_ym
    FROM purchase_day p
    WHERE p.day <= :asof AND p.spend >= :min_net
    GROUP BY p.cno
)
SELECT
    f.cno AS cno,
    p.ym AS ym,
    SUM(p.spend) AS money,
    SUM(p.cost) AS paid,
    SUM(p.uncosted) AS without_cost
FROM firsts f
INNER JOIN purchase_day p ON p.cno = f.cno
WHERE f.first_ym >= :from_ym AND p.day <= :asof AND p.ym >= f.first_ym
GROUP BY f.cno, p.ym
