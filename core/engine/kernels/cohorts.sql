-- By period of the first purchase and period of buying (by_year = 1: years, else months): how many
-- bought, and the sums of all lines from the first purchase day on, returns included.
WITH firsts AS (
    SELECT p.cno AS cno, MIN(p.day) AS first_day
    FROM purchase_day p
    WHERE p.day <= :asof AND p.spend >= :min_net
    GROUP BY p.cno
),
beginnings AS (
    SELECT
        f.cno AS cno,
        f.first_day AS first_day,
        CASE WHEN :by_year = 1 THEN k.year ELSE k.ym END AS first_period
    FROM firsts f
    INNER JOIN calendar k ON k.day = f.first_day
),
days AS (
    SELECT
        p.cno AS cno,
        b.first_period AS first_period,
        CASE WHEN :by_year = 1 THEN k.year ELSE k.ym END AS period,
        p.spend AS spend,
        p.cost AS cost,
        p.uncosted AS uncosted,
        CASE WHEN p.spend >= :min_net THEN 1 ELSE 0 END AS counted
    FROM purchase_day p
    INNER JOIN beginnings b ON b.cno = p.cno
    INNER JOIN calendar k ON k.day = p.day
    WHERE p.day <= :asof AND p.day >= b.first_day
),
periods AS (
    SELECT
        d.cno AS cno,
        d.first_period AS first_period,
        d.period AS period,
        SUM(d.spend) AS nets,
        SUM(d.cost) AS costs,
        SUM(d.uncosted) AS without_cost,
        MAX(d.counted) AS bought
    FROM days d
    GROUP BY d.cno, d.first_period, d.period
)
SELECT
    m.first_period AS first_period,
    m.period AS period,
    SUM(m.bought) AS buyers,
    SUM(m.nets) AS revenue,
    SUM(m.costs) AS paid,
    SUM(m.without_cost) AS lines_without_cost
FROM periods m
GROUP BY m.first_period, m.period
ORDER BY m.first_period, m.period
