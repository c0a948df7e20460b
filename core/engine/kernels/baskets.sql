-- What each customer bought and gave back on each day, products by their number in goods.
WITH named AS (
    SELECT f.product AS product, f.category AS category, COUNT(*) AS total
    FROM facts f
    WHERE f.day <= :asof AND (f.product <> '' OR f.category <> '')
    GROUP BY f.product, f.category
),
numbered AS (
    SELECT
        n.product AS product,
        n.category AS category,
        ROW_NUMBER() OVER (ORDER BY n.product, n.category) AS good
    FROM named n
)
SELECT
    f.cno AS cno,
    g.good AS good,
    f.day AS day,
    SUM(f.amount) AS money,
    SUM(f.qty) AS pieces
FROM facts f
INNER JOIN numbered g ON g.product = f.product AND g.category = f.category
WHERE f.day <= :asof
GROUP BY f.cno, g.good, f.day
