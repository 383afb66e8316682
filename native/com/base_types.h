// Where a platform's COM and Media Foundation declarations come from. This is the only place in
// native/ that asks which system it is compiled for; everything else is written once.
#pragma once

#ifdef _WIN32
#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <windows.h>
// mfapi.h must follow windows.h.
#include <mfapi.h>
#include <mferror.h>
#include <mfidl.h>
#include <mfobjects.h>
#include <mfreadwrite.h>
#else
#include "com/portable/attributes.h"
#include "com/portable/events.h"
#include "com/portable/hresults.h"
#include "com/portable/interfaces.h"
#include "com/portable/media.h"
#include "com/portable/types.h"
#endif
