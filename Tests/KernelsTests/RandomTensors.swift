import Tensors
import TestSupport

extension RandomNumbers {
    mutating func tensor(_ shape: Int...) -> Tensor { Tensor(shape: shape, floats(shape.reduce(1, *))) }
}
