-- By period of the first purchase and period of buying (by_year = 1: years, else months): the sums
-- of all lines of that period, returns included, from the first one on.
WITH days AS (
    SELECT
        p.cno AS cno,
        CASE WHEN :by_year = 1 THEN k.year ELSE k.ym END AS period,
        p.spend AS spend,
        p.cost AS cost,
        p.uncosted AS uncosted
    FROM purchase_day p
    INNER JOIN calendar k ON k.day = p.day
    WHERE p.day <= :asof
),
beginnings AS (
    SELECT d.cno AS cno, MIN(d.period) AS first_period
    FROM days d
    WHERE d.spend >= :min_net
    GROUP BY d.cno
)
SELECT
    b.first_period AS first_period,
    d.period AS period,
    SUM(d.spend) AS revenue,
    SUM(d.cost) AS paid,
    SUM(d.uncosted) AS lines_without_cost
FROM days d
INNER JOIN beginnings b ON b.cno = d.cno
WHERE d.period >= b.first_period
GROUP BY b.first_period, d.period
ORDER BY b.first_period, d.period
