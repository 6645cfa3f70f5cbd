# Regresión logística, la última lección
import tensorflow as tf
