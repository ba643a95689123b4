"""The points that maps draw: never where somebody could take them for a house."""

from __future__ import annotations

import numpy as np
import shapely

from redact.place.standins import away_from, points_in_areas, points_on_blocks, points_on_stretches

STREET = np.array([shapely.LineString([(0, 0), (100, 0)]), shapely.LineString([(100, 0), (200, 0)])], dtype=object)


def test_a_point_moves_along_the_street_away_from_a_house() -> None:
    points = points_on_blocks(STREET, np.array([[50.0, 8.0], [40.0, 8.0]]))
    assert points.tolist() == [[70, 0], [150, 0]], "60 m along the first block is still 12.8 m from a house"
    assert away_from(np.array([[50.0, 8.0], [40.0, 8.0]]), points).all()


def test_a_street_lined_with_houses_has_no_point_rather_than_one_at_a_house() -> None:
    houses = np.array([[float(x), 8.0] for x in range(-20, 221, 10)])
    points = points_on_blocks(STREET, houses)
    assert np.isnan(points).all()
    assert np.isnan(points_on_stretches(STREET, [(0, 1)], points, houses)).all()
    areas = np.array([shapely.box(-50, -50, 250, 50)], dtype=object)
    assert not np.isnan(points_in_areas(areas, points, np.zeros(2, dtype=np.int32), houses[:1])).any()
    assert np.isnan(points_in_areas(areas, points, np.zeros(2, dtype=np.int32), houses)).all()


def test_a_stretch_has_the_corner_in_its_middle() -> None:
    nobody = np.empty((0, 2))
    assert points_on_stretches(STREET, [(0, 1)], points_on_blocks(STREET, nobody), nobody).tolist() == [[100, 0]]
    house = np.array([[100.0, 10.0]])
    (far,) = points_on_stretches(STREET, [(0, 1)], points_on_blocks(STREET, house), house).tolist()
    assert far in ([0, 0], [200, 0])
