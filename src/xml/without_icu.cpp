// Linked beside a static libxml2 (see cmake/StaticStart.cmake) in the place of ICU, whose 34 MB
// each start of twinsh would load. libxml2 asks ICU only for an encoding that neither it nor
// iconv(3) knows; here ICU answers that it does not know it either, and libxml2 says "unsupported
// encoding".
#include <unicode/ucnv.h>

UConverter* ucnv_open(const char* /*name*/, UErrorCode* error) {
    *error = U_FILE_ACCESS_ERROR;
    return nullptr;
}

// What follows is called with a converter, of which there is none.

void ucnv_close(UConverter* /*converter*/) {}

void ucnv_convertEx(UConverter* /*target*/, UConverter* /*source*/, char** /*to*/,
                    const char* /*toLimit*/, const char** /*from*/, const char* /*fromLimit*/,
                    UChar* /*pivot*/, UChar** /*pivotSource*/, UChar** /*pivotTarget*/,
                    const UChar* /*pivotLimit*/, UBool /*reset*/, UBool /*flush*/,
                    UErrorCode* error) {
    *error = U_UNSUPPORTED_ERROR;
}

void ucnv_setToUCallBack(UConverter* /*converter*/, UConverterToUCallback /*action*/,
                         const void* /*context*/, UConverterToUCallback* /*oldAction*/,
                         const void** /*oldContext*/, UErrorCode* error) {
    *error = U_UNSUPPORTED_ERROR;
}

void ucnv_setFromUCallBack(UConverter* /*converter*/, UConverterFromUCallback /*action*/,
                           const void* /*context*/, UConverterFromUCallback* /*oldAction*/,
                           const void** /*oldContext*/, UErrorCode* error) {
    *error = U_UNSUPPORTED_ERROR;
}

void UCNV_TO_U_CALLBACK_STOP(const void* /*context*/, UConverterToUnicodeArgs* /*arguments*/,
                             const char* /*units*/, int32_t /*length*/,
                             UConverterCallbackReason /*reason*/, UErrorCode* /*error*/) {}

void UCNV_FROM_U_CALLBACK_STOP(const void* /*context*/, UConverterFromUnicodeArgs* /*arguments*/,
                               const UChar* /*units*/, int32_t /*length*/, UChar32 /*codePoint*/,
                               UConverterCallbackReason /*reason*/, UErrorCode* /*error*/) {}
