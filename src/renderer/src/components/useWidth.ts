/** The width an element has now, for drawings that fill it without being stretched. */
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

/** @returns a ref for the element, and its width in CSS pixels; 0 before it is laid out */
export function useWidth<E extends HTMLElement>(): [RefObject<E | null>, number] {
  const ref = useRef<E>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}
