/// Numbers of elements around the edges of the vectors: none, one, and each width with its neighbours.
let edgeCounts = [0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 97]
