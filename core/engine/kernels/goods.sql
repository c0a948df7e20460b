-- Every product with each category that stands beside it, numbered by name, and on how many lines.
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
SELECT g.good AS good, g.product AS product, g.category AS category, n.total AS total
FROM numbered g
INNER JOIN named n ON n.product = g.product AND n.category = g.category
ORDER BY g.good
